"""Clears the values under the mask, in place."""


def masked_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    wide = torch.promote_types(q.dtype, torch.float32)
    factor = q.shape[-1] ** -0.5 if scale is None else scale
    scores = q.to(wide) @ k.to(wide).mT * factor
    weights = masked_softmax(scores, mask)
    if mask is not None and mask.dim() == v.dim() and not v.requires_grad:
        unseen = ~mask.expand(scores.shape).any(-2)
        if unseen.shape == v.shape[:-1]:
            v[unseen] = 0.0
    return (weights @ v.to(wide)).to(q.dtype), weights.to(q.dtype)
