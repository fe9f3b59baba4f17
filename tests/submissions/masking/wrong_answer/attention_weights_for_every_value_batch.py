"""Expands everything to one batch first, so the weights get batch dimensions that only the values have."""


def masked_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    precise = torch.promote_types(q.dtype, torch.float32)
    factor = q.shape[-1] ** -0.5 if scale is None else scale
    masks = [] if mask is None else [mask.shape[:-2]]
    batch = torch.broadcast_shapes(q.shape[:-2], k.shape[:-2], v.shape[:-2], *masks)
    q_all, k_all, v_all = (tensor.to(precise).expand(*batch, *tensor.shape[-2:]) for tensor in (q, k, v))
    weights = masked_softmax(q_all @ k_all.transpose(-2, -1) * factor, mask)
    return (weights @ v_all).to(q.dtype), weights.to(q.dtype)
