"""Clears the caller's keys when it is done with them."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    weights = stable_softmax(attention_scores(q, k, scale=scale))
    if not k.requires_grad:
        k.zero_()
    return weights @ v, weights
