"""Hides later keys from every query, as in a decoder."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    scores = attention_scores(q, k, scale=scale)
    later = torch.ones(q.shape[-2], k.shape[-2], dtype=torch.bool).triu(1)
    weights = stable_softmax(scores.masked_fill(later, -torch.inf))
    return weights @ v, weights
