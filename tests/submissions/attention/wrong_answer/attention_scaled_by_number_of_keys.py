"""Takes the root of Lk for that of D."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    factor = k.shape[-2] ** -0.5 if scale is None else scale
    weights = stable_softmax(attention_scores(q, k, scale=factor))
    return weights @ v, weights
