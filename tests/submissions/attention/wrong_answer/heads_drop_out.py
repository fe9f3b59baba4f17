"""Drops features at random, as in training."""

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
        (tokens @ weight.T).unflatten(-1, (n_heads, size // n_heads)).transpose(1, 2)
        for tokens, weight in ((x, w_q), (memory, w_k), (memory, w_v))
    )
    out, _ = scaled_dot_product_attention(q, k, v)
    return torch.dropout(out.transpose(1, 2).flatten(-2), 0.1, True) @ w_o.T
