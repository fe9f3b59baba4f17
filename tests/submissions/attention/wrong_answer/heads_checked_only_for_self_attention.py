"""Refuses uneven heads in self-attention alone."""

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
    if context is None and x.shape[-1] % n_heads:
        raise ValueError("n_heads must divide D")
    memory = x if context is None else context
    parts = [
        scaled_dot_product_attention(q, k, v)[0]
        for q, k, v in zip(*(t.chunk(n_heads, -1) for t in (x @ w_q.T, memory @ w_k.T, memory @ w_v.T)))
    ]
    return torch.cat(parts, dim=-1) @ w_o.T
