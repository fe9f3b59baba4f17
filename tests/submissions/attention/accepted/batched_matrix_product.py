"""Flattens all batch dimensions and multiplies with bmm."""

def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    batch = torch.broadcast_shapes(q.shape[:-2], k.shape[:-2])
    count = batch.numel()
    wide = torch.float32 if q.dtype in (torch.float16, torch.bfloat16) else q.dtype
    queries = q.expand(*batch, *q.shape[-2:]).reshape(count, *q.shape[-2:]).to(wide)
    keys = k.expand(*batch, *k.shape[-2:]).reshape(count, *k.shape[-2:]).to(wide)
    factor = scale if scale is not None else q.shape[-1] ** -0.5
    return (torch.bmm(queries, keys.transpose(1, 2)) * factor).view(*batch, q.shape[-2], k.shape[-2]).to(q.dtype)


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
    (batch, q_len, size), memory = x.shape, x if context is None else context
    if size % n_heads:
        raise ValueError("not divisible")
    width = size // n_heads

    def fold(tokens):
        parts = tokens.reshape(batch, tokens.shape[1], n_heads, width).permute(0, 2, 1, 3)
        return parts.reshape(batch * n_heads, tokens.shape[1], width)

    out, _ = scaled_dot_product_attention(fold(x @ w_q.T), fold(memory @ w_k.T), fold(memory @ w_v.T))
    return out.reshape(batch, n_heads, q_len, width).permute(0, 2, 1, 3).reshape(batch, q_len, size) @ w_o.T
