"""Takes n_heads and computes one head of full width."""

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
    memory = x if context is None else context
    if x.shape[-1] % n_heads:
        raise ValueError("n_heads must divide D")
    out, _ = scaled_dot_product_attention(x @ w_q.T, memory @ w_k.T, memory @ w_v.T)
    return out @ w_o.T
