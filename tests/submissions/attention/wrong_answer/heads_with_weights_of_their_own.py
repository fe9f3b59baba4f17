"""Makes a fresh layer with weights of its own."""

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
    layer = torch.nn.MultiheadAttention(x.shape[-1], n_heads, bias=False, batch_first=True, dtype=x.dtype)
    memory = x if context is None else context
    return layer(x, memory, memory)[0]
