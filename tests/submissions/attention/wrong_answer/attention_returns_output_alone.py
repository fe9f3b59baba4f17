"""Forgets to return the weights."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    weights = stable_softmax(attention_scores(q, k, scale=scale))
    return weights @ v
