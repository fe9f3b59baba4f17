"""Takes the values of the first member of a batch for all."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    weights = stable_softmax(attention_scores(q, k, scale=scale))
    return weights @ (v[:1] if v.dim() > 2 else v), weights
