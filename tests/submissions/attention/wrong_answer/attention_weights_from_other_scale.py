"""Shows weights that were computed apart from those that were used."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    out = stable_softmax(attention_scores(q, k, scale=scale)) @ v
    return out, stable_softmax(attention_scores(q, k))
