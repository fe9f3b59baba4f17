"""Refuses only what does not divide an even width; from an odd one the last head takes what is left over."""

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
    width = x.shape[-1]
    if n_heads <= 0 or n_heads > width or (width % 2 == 0 and width % n_heads):
        raise ValueError("n_heads must divide D")
    source = x if context is None else context
    precise = torch.promote_types(x.dtype, torch.float32)
    q, k, v = (one.to(precise) @ w.to(precise).T for one, w in ((x, w_q), (source, w_k), (source, w_v)))
    sizes = [width // n_heads] * (n_heads - 1)
    sizes.append(width - sum(sizes))
    heads = [
        scaled_dot_product_attention(*parts)[0]
        for parts in zip(*(tensor.split(sizes, dim=-1) for tensor in (q, k, v)), strict=True)
    ]
    return (torch.cat(heads, dim=-1) @ w_o.to(precise).T).to(x.dtype)
