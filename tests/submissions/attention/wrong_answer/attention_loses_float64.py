"""Computes everything in float32, float64 too."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    weights = stable_softmax(attention_scores(q.float(), k.float(), scale=scale))
    return (weights @ v.float()).to(q.dtype), weights.to(q.dtype)
