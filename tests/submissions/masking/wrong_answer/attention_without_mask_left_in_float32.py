"""Forgets to go back to half precision where there is no mask."""


def masked_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    p = torch.promote_types(q.dtype, torch.float32)
    s = q.shape[-1] ** -0.5 if scale is None else scale
    x = q.to(p) @ k.to(p).mT * s
    if mask is None:
        w = torch.softmax(x, -1)
        return w @ v.to(p), w
    w = masked_softmax(x, mask)
    return (w @ v.to(p)).to(q.dtype), w.to(q.dtype)
