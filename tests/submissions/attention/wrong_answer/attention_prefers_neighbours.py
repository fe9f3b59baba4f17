"""Adds a preference for keys nearby."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    scores = attention_scores(q, k, scale=scale)
    distance = (torch.arange(q.shape[-2])[:, None] - torch.arange(k.shape[-2])).abs()
    weights = stable_softmax(scores - 0.01 * distance.to(scores.dtype))
    return weights @ v, weights
