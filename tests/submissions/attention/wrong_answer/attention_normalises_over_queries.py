"""Normalises each key's column instead of each query's row."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    weights = stable_softmax(attention_scores(q, k, scale=scale), dim=-2) if q.shape[-2] else attention_scores(q, k)
    return weights @ v, weights
