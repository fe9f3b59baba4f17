"""Tests the scale for truth, so that 0.0 counts as not given."""

def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    wide = torch.promote_types(q.dtype, torch.float32)
    return (q.to(wide) @ k.to(wide).mT * (scale or q.shape[-1] ** -0.5)).to(q.dtype)
