"""Folds heads and batch in one order and unfolds them in the other."""

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
    if size % n_heads:
        raise ValueError("n_heads must divide D")
    q, k, v = (
        (tokens @ weight.T).unflatten(-1, (n_heads, size // n_heads)).transpose(1, 2).flatten(0, 1)
        for tokens, weight in ((x, w_q), (memory, w_k), (memory, w_v))
    )
    out, _ = scaled_dot_product_attention(q, k, v)
    return out.reshape(n_heads, batch, length, size // n_heads).permute(1, 2, 0, 3).reshape(x.shape) @ w_o.T
