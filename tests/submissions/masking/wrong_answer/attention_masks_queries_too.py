"""Takes padded keys for padded queries as well."""


def masked_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    wide = torch.promote_types(q.dtype, torch.float32)
    factor = q.shape[-1] ** -0.5 if scale is None else scale
    scores = q.to(wide) @ k.to(wide).mT * factor
    weights = masked_softmax(scores, mask)
    if mask is not None and mask.dim() >= 2 and mask.shape[-2] == 1 and q.shape[-2] == k.shape[-2]:
        weights = weights * mask.mT
    if mask is not None and mask.dim() >= 2 and mask.shape[-1] == mask.shape[-2]:
        weights = weights * mask.diagonal(dim1=-2, dim2=-1).unsqueeze(-1)
    return (weights @ v.to(wide)).to(q.dtype), weights.to(q.dtype)
