"""Converts x itself where there is no context, and so forgets its dtype."""

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
    D = x.shape[-1]
    if n_heads <= 0 or D % n_heads:
        raise ValueError
    p = torch.promote_types(x.dtype, torch.float32)
    if context is None:
        context = x = x.to(p)
    def f(s, w):
        return (s.to(p) @ w.to(p).T).unflatten(-1, (n_heads, D // n_heads)).transpose(-3, -2)
    o, _ = scaled_dot_product_attention(f(x, w_q), f(context, w_k), f(context, w_v))
    return (o.transpose(-3, -2).flatten(-2) @ w_o.to(p).T).to(x.dtype)
