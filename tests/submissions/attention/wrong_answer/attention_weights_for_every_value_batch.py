"""Expands everything to one batch first, so the weights get batch dimensions that only the values have."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    precise = torch.promote_types(q.dtype, torch.float32)
    batch = torch.broadcast_shapes(q.shape[:-2], k.shape[:-2], v.shape[:-2])
    q_all, k_all, v_all = (tensor.to(precise).expand(*batch, *tensor.shape[-2:]) for tensor in (q, k, v))
    weights = stable_softmax(attention_scores(q_all, k_all, scale=scale))
    return (weights @ v_all).to(q.dtype), weights.to(q.dtype)
