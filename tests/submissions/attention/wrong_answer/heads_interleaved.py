"""Deals features out to heads in turn: one to each, then one to each again."""

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
    size, memory = x.shape[-1], x if context is None else context
    if size % n_heads:
        raise ValueError("n_heads must divide D")
    q, k, v = (
        (tokens @ weight.T).unflatten(-1, (size // n_heads, n_heads)).permute(0, 3, 1, 2)
        for tokens, weight in ((x, w_q), (memory, w_k), (memory, w_v))
    )
    out, _ = scaled_dot_product_attention(q, k, v)
    return out.permute(0, 2, 3, 1).reshape(x.shape) @ w_o.T
