"""Adds the residual connection that belongs to the layer around it."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    weights = stable_softmax(attention_scores(q, k, scale=scale))
    out = weights @ v
    return (out + q if out.shape == q.shape else out), weights
