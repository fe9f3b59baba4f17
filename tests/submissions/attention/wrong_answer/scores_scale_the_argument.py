"""Saves memory by scaling the caller's own queries, where torch lets it."""

def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    wide = torch.promote_types(q.dtype, torch.float32)
    factor = q.shape[-1] ** -0.5 if scale is None else scale
    if q.dtype == wide and q.is_contiguous() and not q.requires_grad:
        return q.mul_(factor) @ k.mT
    return (q.to(wide) @ k.to(wide).mT * factor).to(q.dtype)
