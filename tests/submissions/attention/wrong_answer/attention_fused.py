"""Calls the fused operator and computes the weights beside it."""

import torch.nn.functional as F


def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    weights = stable_softmax(attention_scores(q, k, scale=scale))
    return F.scaled_dot_product_attention(q, k, v, scale=scale), weights
