"""Clears masked keys and values, which leaves them a score of 0."""


def masked_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    wide = torch.promote_types(q.dtype, torch.float32)
    factor = q.shape[-1] ** -0.5 if scale is None else scale
    if mask is not None and mask.dim() >= 2 and mask.shape[-2] == 1:
        k = torch.where(mask.squeeze(-2).unsqueeze(-1), k, 0.0)
        v = torch.where(mask.squeeze(-2).unsqueeze(-1), v, 0.0)
        mask = None
    scores = q.to(wide) @ k.to(wide).mT * factor
    weights = masked_softmax(scores, mask)
    return (weights @ v.to(wide)).to(q.dtype), weights.to(q.dtype)
