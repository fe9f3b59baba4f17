"""Picks each head's features with a pattern of zeros and ones that lies on the CPU."""

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
    wide = torch.promote_types(x.dtype, torch.float32)
    x_, memory = x.to(wide), (x if context is None else context).to(wide)
    q, k, v = x_ @ w_q.to(wide).T, memory @ w_k.to(wide).T, memory @ w_v.to(wide).T
    head_of = torch.arange(size) // (size // n_heads)
    heads = 0
    for h in range(n_heads):
        mine = (head_of == h).to(wide)
        out, _ = scaled_dot_product_attention(q * mine, k, v, scale=(size // n_heads) ** -0.5)
        heads = heads + out * mine
    return (heads @ w_o.to(wide).T).to(x.dtype)
