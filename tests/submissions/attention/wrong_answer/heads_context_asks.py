"""Lets the context ask and x answer."""

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
    size = x.shape[-1]
    if size % n_heads:
        raise ValueError("n_heads must divide D")
    asking, asked = (x, x) if context is None else (context, x)
    q, k, v = (
        (tokens @ weight.T).unflatten(-1, (n_heads, size // n_heads)).transpose(1, 2)
        for tokens, weight in ((asking, w_q), (asked, w_k), (asked, w_v))
    )
    out, _ = scaled_dot_product_attention(q, k, v)
    return out.transpose(1, 2).flatten(-2) @ w_o.T
