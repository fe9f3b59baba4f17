"""Multiplies and sums by broadcasting, without any matrix product."""

import math


def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    if scale is None:
        scale = math.pow(q.shape[-1], -0.5)
    wide = torch.promote_types(q.dtype, torch.float32)
    return (q.to(wide)[..., :, None, :] * k.to(wide)[..., None, :, :]).sum(dim=-1).mul(scale).to(q.dtype)


def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    weights = stable_softmax(attention_scores(q, k, scale=scale), dim=-1)
    wide = torch.promote_types(q.dtype, torch.float32)
    return (weights.to(wide).unsqueeze(-1) * v.to(wide).unsqueeze(-3)).sum(-2).to(q.dtype), weights
