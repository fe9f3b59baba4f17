"""Scales the queries before the product, half of it each on both sides where it can."""

def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    wide = torch.promote_types(q.dtype, torch.float32)
    if scale is None:
        root = q.shape[-1] ** -0.25
        return ((q.to(wide) * root) @ (k.to(wide) * root).mT).to(q.dtype)
    return ((q.to(wide) * scale) @ k.to(wide).mT).to(q.dtype)
