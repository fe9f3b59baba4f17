"""Forgets to go back to half precision where a scale is given."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    p = torch.promote_types(q.dtype, torch.float32)
    w = stable_softmax(attention_scores(q.to(p), k.to(p), scale=scale))
    if scale is not None:
        return w @ v.to(p), w
    return (w @ v.to(p)).to(q.dtype), w.to(q.dtype)
