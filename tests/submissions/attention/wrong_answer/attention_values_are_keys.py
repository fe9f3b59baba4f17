"""Mixes the keys instead of the values where their widths allow it."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    weights = stable_softmax(attention_scores(q, k, scale=scale))
    return weights @ (k if k.shape[-1] == v.shape[-1] else v), weights
