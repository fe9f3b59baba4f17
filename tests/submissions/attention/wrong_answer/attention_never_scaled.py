"""Leaves the default scale out."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    weights = stable_softmax(attention_scores(q, k, scale=1.0 if scale is None else scale))
    return weights @ v, weights
