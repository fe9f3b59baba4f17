"""Forgets the root: divides by D."""

def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    wide = torch.promote_types(q.dtype, torch.float32)
    factor = 1 / q.shape[-1] if scale is None else scale
    return (q.to(wide) @ k.to(wide).mT * factor).to(q.dtype)
