"""Rebuilds its result with torch.tensor, which cuts the gradient."""

def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    wide = torch.promote_types(q.dtype, torch.float32)
    factor = q.shape[-1] ** -0.5 if scale is None else scale
    return (q.data.to(wide) @ k.data.to(wide).mT * factor).to(q.dtype)
