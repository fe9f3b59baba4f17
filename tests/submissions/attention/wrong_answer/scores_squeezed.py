"""Squeezes the result, and with it batches and lengths of one."""

def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    wide = torch.promote_types(q.dtype, torch.float32)
    factor = q.shape[-1] ** -0.5 if scale is None else scale
    return (q.to(wide) @ k.to(wide).mT * factor).squeeze().to(q.dtype)
