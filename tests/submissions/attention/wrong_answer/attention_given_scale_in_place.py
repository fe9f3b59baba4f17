"""Multiplies the queries in place where a scale is given."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    p = torch.promote_types(q.dtype, torch.float32)
    x = q.to(p)
    if scale is not None and not x.requires_grad:
        x *= scale
        scale = 1.0
    w = stable_softmax(attention_scores(x, k.to(p), scale=scale))
    return (w @ v.to(p)).to(q.dtype), w.to(q.dtype)
