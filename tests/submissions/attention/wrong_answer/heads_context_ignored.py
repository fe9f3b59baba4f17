"""Takes a context and attends to x all the same."""

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
    q, k, v = ((x @ weight.T).unflatten(-1, (n_heads, size // n_heads)).transpose(1, 2) for weight in (w_q, w_k, w_v))
    out, _ = scaled_dot_product_attention(q, k, v)
    return out.transpose(1, 2).flatten(-2) @ w_o.T if out.numel() else torch.zeros_like(x)
