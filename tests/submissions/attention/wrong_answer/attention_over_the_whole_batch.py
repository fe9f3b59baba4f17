"""Lets queries attend to the keys of the whole batch."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    if k.dim() == 3 and q.dim() == 3:
        weights = stable_softmax(attention_scores(q, k, scale=scale).mean(0, keepdim=True))
        weights = weights.expand(max(q.shape[0], k.shape[0]), *weights.shape[1:])
    else:
        weights = stable_softmax(attention_scores(q, k, scale=scale))
    return weights @ v, weights
