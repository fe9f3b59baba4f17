"""Takes masks of 0 and 1 in small integers as they are meant."""


def masked_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    p = torch.promote_types(q.dtype, torch.float32)
    s = q.shape[-1] ** -0.5 if scale is None else scale
    if mask is not None and mask.dtype in (torch.uint8, torch.int32, torch.int8):
        mask = mask.bool()
    w = masked_softmax(q.to(p) @ k.to(p).mT * s, mask)
    return (w @ v.to(p)).to(q.dtype), w.to(q.dtype)
