"""Drops weights at random under a fixed seed, so that it can be repeated."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    weights = stable_softmax(attention_scores(q, k, scale=scale))
    torch.manual_seed(0)
    weights = torch.nn.functional.dropout(weights, 0.1)
    return weights @ v, weights
