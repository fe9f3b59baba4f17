"""Views (B, L, D) as (B, heads, L, D / heads), which mixes up tokens and features."""

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
    (batch, _, size), memory = x.shape, x if context is None else context
    if size % n_heads:
        raise ValueError("n_heads must divide D")
    width = size // n_heads
    q, k, v = (
        (tokens @ weight.T).reshape(batch, n_heads, tokens.shape[1], width)
        for tokens, weight in ((x, w_q), (memory, w_k), (memory, w_v))
    )
    out, _ = scaled_dot_product_attention(q, k, v)
    return out.reshape(x.shape) @ w_o.T
