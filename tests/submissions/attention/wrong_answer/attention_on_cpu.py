"""Gathers the outputs query by query in zeros that lie on the CPU."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    wide = torch.promote_types(q.dtype, torch.float32)
    weights = stable_softmax(attention_scores(q.to(wide), k.to(wide), scale=scale))
    batch = torch.broadcast_shapes(weights.shape[:-2], v.shape[:-2])
    out = torch.zeros(*batch, q.shape[-2], v.shape[-1], dtype=wide)
    for i in range(q.shape[-2]):
        out[..., i, :] = (weights[..., i : i + 1, :] @ v.to(wide)).squeeze(-2)
    return out.to(q.dtype), weights.to(q.dtype)
