"""Multiplies the queries in place where a scale is given."""


def masked_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    p = torch.promote_types(q.dtype, torch.float32)
    x = q.to(p)
    if scale is None or x.requires_grad:
        x = x * (q.shape[-1] ** -0.5 if scale is None else scale)
    else:
        x *= scale
    w = masked_softmax(x @ k.to(p).mT, mask)
    return (w @ v.to(p)).to(q.dtype), w.to(q.dtype)
