"""Calls the kernel under the fused operator, which also gives the weights."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    return torch.ops.aten._scaled_dot_product_attention_math(q, k, v, scale=scale)
