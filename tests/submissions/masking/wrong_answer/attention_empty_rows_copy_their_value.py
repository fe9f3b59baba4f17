"""Lets a query that may see nothing see itself."""


def masked_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    wide = torch.promote_types(q.dtype, torch.float32)
    factor = q.shape[-1] ** -0.5 if scale is None else scale
    scores = q.to(wide) @ k.to(wide).mT * factor
    if mask is not None and mask.dim() >= 2 and scores.shape[-1] == scores.shape[-2]:
        itself = torch.eye(scores.shape[-1], dtype=torch.bool, device=q.device)
        mask = mask | (itself & ~mask.any(-1, keepdim=True))
    weights = masked_softmax(scores, mask)
    return (weights @ v.to(wide)).to(q.dtype), weights.to(q.dtype)
