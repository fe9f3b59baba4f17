"""Computes in float32 and leaves the result there."""

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
    if x.shape[-1] % n_heads:
        raise ValueError("n_heads must divide D")
    memory = x if context is None else context
    q, k, v = (
        (tokens.float() @ weight.float().T).unflatten(-1, (n_heads, x.shape[-1] // n_heads)).transpose(1, 2)
        for tokens, weight in ((x, w_q), (memory, w_k), (memory, w_v))
    )
    out, _ = scaled_dot_product_attention(q, k, v)
    return out.transpose(1, 2).flatten(-2) @ w_o.float().T
