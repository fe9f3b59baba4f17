"""Puts a whole forward pass under no_grad."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    with torch.no_grad():
        weights = stable_softmax(attention_scores(q, k, scale=scale))
        return weights @ v, weights
