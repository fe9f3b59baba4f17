"""A mask that allows everything is no mask."""


def masked_attention(q, k, v, mask=None, *, scale=None):
    d = torch.promote_types(q.dtype, torch.float32)
    if mask is not None and mask.dtype == torch.bool and mask.all():
        mask = None
    w = masked_softmax(q.to(d) @ k.to(d).mT * (1 / math.sqrt(q.shape[-1]) if scale is None else scale), mask)
    return (w @ v.to(d)).to(q.dtype), w.to(q.dtype)
