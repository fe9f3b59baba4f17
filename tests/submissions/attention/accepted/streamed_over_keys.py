"""Visits the keys one by one with a running maximum, as flash attention does in blocks."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    wide = torch.promote_types(q.dtype, torch.float32)
    scores = attention_scores(q.to(wide), k.to(wide), scale=scale)
    values = v.to(wide)
    top = scores[..., :1]
    total = torch.ones_like(top)
    out = values[..., :1, :].expand(*torch.broadcast_shapes(top.shape[:-2], v.shape[:-2]), top.shape[-2], v.shape[-1])
    for j in range(1, k.shape[-2]):
        score = scores[..., j : j + 1]
        higher = torch.maximum(top, score)
        keep, new = (top - higher).exp(), (score - higher).exp()
        out = out * keep + values[..., j : j + 1, :] * new
        total, top = total * keep + new, higher
    return (out / total).to(q.dtype), ((scores - top).exp() / total).to(q.dtype)
