"""Goes through the batch dimensions one member after the other."""


def masked_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    f = q.shape[-1] ** -0.5 if scale is None else scale

    def weigh(q, k, m):
        batch = torch.broadcast_shapes(q.shape[:-2], k.shape[:-2], m.shape[:-2] if m is not None else ())
        if len(batch) == 0:
            return masked_softmax(f * (q @ k.T), m)
        q, k = (t.expand(*batch, *t.shape[-2:]) for t in (q, k))
        if m is not None:
            m = m.expand(*batch, q.shape[-2], k.shape[-2])
        return torch.stack([weigh(q[i], k[i], None if m is None else m[i]) for i in range(batch[0])])

    def mix(w, v):
        batch = torch.broadcast_shapes(w.shape[:-2], v.shape[:-2])
        if len(batch) == 0:
            return w @ v
        w, v = (t.expand(*batch, *t.shape[-2:]) for t in (w, v))
        return torch.stack([mix(w[i], v[i]) for i in range(batch[0])])

    wide = q.dtype if q.dtype in (torch.float32, torch.float64) else torch.float32
    w = weigh(q.to(wide), k.to(wide), mask)
    return mix(w, v.to(wide)).to(q.dtype), w.to(q.dtype)
