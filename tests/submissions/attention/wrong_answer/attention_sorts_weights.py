"""Sorts the weights for a tidier picture."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    weights = stable_softmax(attention_scores(q, k, scale=scale))
    return weights @ v, weights.sort(dim=-1, descending=True).values
