"""Empty rows are opened in the mask itself."""


def masked_attention(q, k, v, mask=None, *, scale=None):
    d = torch.promote_types(q.dtype, torch.float32)
    if mask is None or mask.dtype != torch.bool:
        w = masked_softmax(q.to(d) @ k.to(d).mT * (1 / math.sqrt(q.shape[-1]) if scale is None else scale), mask)
        return (w @ v.to(d)).to(q.dtype), w.to(q.dtype)
    empty = ~mask.any(-1, keepdim=True)
    mask.logical_or_(empty)
    w = masked_softmax(q.to(d) @ k.to(d).mT * (1 / math.sqrt(q.shape[-1]) if scale is None else scale), mask)
    w = torch.where(empty, 0.0, w)
    return (w @ v.to(d)).to(q.dtype), w.to(q.dtype)
