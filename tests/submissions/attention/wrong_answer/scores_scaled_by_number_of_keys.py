"""Takes the root of Lk for that of D."""

def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    wide = torch.promote_types(q.dtype, torch.float32)
    factor = k.shape[-2] ** -0.5 if scale is None and k.shape[-2] else scale or 1.0
    return (q.to(wide) @ k.to(wide).mT * factor).to(q.dtype)
