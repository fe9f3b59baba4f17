"""Believes that a score is a probability and normalises at once."""

def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    wide = torch.promote_types(q.dtype, torch.float32)
    factor = q.shape[-1] ** -0.5 if scale is None else scale
    return torch.softmax(q.to(wide) @ k.to(wide).mT * factor, dim=-1).to(q.dtype)
