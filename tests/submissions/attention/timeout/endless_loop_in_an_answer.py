"""Searches for the width of a head, and never finds one that does not exist."""

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
    memory, width = x if context is None else context, 1
    while width * n_heads != x.shape[-1]:
        width += 1
    q, k, v = (
        (tokens @ weight.T).unflatten(-1, (n_heads, width)).transpose(1, 2)
        for tokens, weight in ((x, w_q), (memory, w_k), (memory, w_v))
    )
    out, _ = scaled_dot_product_attention(q, k, v)
    return out.transpose(1, 2).flatten(-2) @ w_o.T
