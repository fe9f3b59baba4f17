"""Unpacks exactly three dimensions."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    batch, q_len, features = q.shape
    weights = stable_softmax(attention_scores(q, k, scale=scale))
    return (weights @ v).reshape(batch, q_len, v.shape[-1]), weights
