"""Leaves it to view to complain about uneven heads."""

def multi_head_attention(
    x: Tensor,
    context: Tensor | None,
    w_q: Tensor,
    w_k: Tensor,
    w_v: Tensor,
    w_o: Tensor,
    *,
    n_heads: int,
) -> Tensor:
    (batch, length, size), memory = x.shape, x if context is None else context
    q, k, v = (
        (tokens @ weight.T).view(batch, tokens.shape[1], n_heads, size // n_heads).transpose(1, 2)
        for tokens, weight in ((x, w_q), (memory, w_k), (memory, w_v))
    )
    out, _ = scaled_dot_product_attention(q, k, v)
    return out.transpose(1, 2).flatten(-2) @ w_o.T
