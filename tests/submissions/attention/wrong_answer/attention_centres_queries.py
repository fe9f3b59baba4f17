"""Subtracts the mean query, so that each depends on the others."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    weights = stable_softmax(attention_scores(q - q.mean(-2, keepdim=True), k, scale=scale))
    return weights @ v, weights
