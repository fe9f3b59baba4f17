"""Lets empty rows become NaN, and takes them out again: where keeps it out of gradients."""


def masked_attention(q, k, v, mask=None, *, scale=None):
    d = torch.promote_types(q.dtype, torch.float32)
    s = q.to(d) @ k.to(d).mT * (1 / math.sqrt(q.shape[-1]) if scale is None else scale)
    if mask is not None:
        if mask.dtype != torch.bool:
            raise TypeError
        s = torch.where(mask, s, -torch.inf)
    w = torch.softmax(s, -1)
    if w.shape[-1]:
        w = torch.where(w.isnan(), 0.0, w)
    return (w @ v.to(d)).to(q.dtype), w.to(q.dtype)
