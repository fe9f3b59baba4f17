"""Expands the values to the batch of the weights, which they may exceed."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    precise = torch.promote_types(q.dtype, torch.float32)
    weights = stable_softmax(attention_scores(q.to(precise), k.to(precise), scale=scale))
    out = weights @ v.to(precise).expand(*weights.shape[:-2], *v.shape[-2:])
    return out.to(q.dtype), weights.to(q.dtype)
