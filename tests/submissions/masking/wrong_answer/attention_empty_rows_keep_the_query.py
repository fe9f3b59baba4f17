"""Passes a query through where it may see nothing."""


def masked_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    wide = torch.promote_types(q.dtype, torch.float32)
    factor = q.shape[-1] ** -0.5 if scale is None else scale
    scores = q.to(wide) @ k.to(wide).mT * factor
    weights = masked_softmax(scores, mask)
    out = weights @ v.to(wide)
    if mask is not None and out.shape == q.shape:
        out = torch.where(weights.sum(-1, keepdim=True) == 0, q.to(wide), out)
    return out.to(q.dtype), weights.to(q.dtype)
