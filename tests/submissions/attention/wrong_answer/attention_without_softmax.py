"""Mixes the values with the scores themselves."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    weights = attention_scores(q, k, scale=scale)
    return weights @ v, weights
