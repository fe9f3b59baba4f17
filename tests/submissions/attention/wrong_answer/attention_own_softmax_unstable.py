"""Writes its own softmax without the maximum."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    powers = attention_scores(q, k, scale=scale).exp()
    weights = powers / powers.sum(-1, keepdim=True)
    return weights @ v, weights
