"""Believes that a scale must be positive and drops its sign."""

def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    wide = torch.promote_types(q.dtype, torch.float32)
    factor = q.shape[-1] ** -0.5 if scale is None else abs(scale)
    return (q.to(wide) @ k.to(wide).mT * factor).to(q.dtype)
