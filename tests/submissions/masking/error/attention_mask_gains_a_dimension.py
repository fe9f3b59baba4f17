"""Adds a dimension for heads to a mask of three."""


def masked_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    wide = torch.promote_types(q.dtype, torch.float32)
    factor = q.shape[-1] ** -0.5 if scale is None else scale
    scores = q.to(wide) @ k.to(wide).mT * factor
    if mask is not None and mask.dim() == 3 and scores.dim() == 4:
        mask = mask.unsqueeze(1)
    weights = masked_softmax(scores, mask)
    return (weights @ v.to(wide)).to(q.dtype), weights.to(q.dtype)
