"""Tests the scale for truth, so that 0.0 counts as not given."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    weights = stable_softmax(attention_scores(q, k, scale=scale if scale else q.shape[-1] ** -0.5))
    return weights @ v, weights
