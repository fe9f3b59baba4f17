"""Scales the weights instead of the scores."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    factor = q.shape[-1] ** -0.5 if scale is None else scale
    weights = stable_softmax(attention_scores(q, k, scale=1.0)) * factor
    return weights @ v, weights
