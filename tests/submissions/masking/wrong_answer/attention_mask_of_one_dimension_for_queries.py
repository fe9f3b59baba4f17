"""Takes a mask of one dimension for one of the queries, where it has their length."""


def masked_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    precise = torch.promote_types(q.dtype, torch.float32)
    factor = q.shape[-1] ** -0.5 if scale is None else scale
    if mask is not None and mask.dim() == 1 and mask.shape[0] == q.shape[-2]:
        mask = mask.unsqueeze(-1)
    weights = masked_softmax(q.to(precise) @ k.to(precise).transpose(-2, -1) * factor, mask)
    return (weights @ v.to(precise)).to(q.dtype), weights.to(q.dtype)
