"""Squeezes both results, and with them batches and lengths of one."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    weights = stable_softmax(attention_scores(q, k, scale=scale))
    return (weights @ v).squeeze(), weights.squeeze()
