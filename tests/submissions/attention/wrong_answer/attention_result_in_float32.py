"""Computes half precision in float32 and leaves it there."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    wide = torch.promote_types(q.dtype, torch.float32)
    weights = stable_softmax(attention_scores(q.to(wide), k.to(wide), scale=scale))
    return weights @ v.to(wide), weights
