"""A two-dimensional mask of as many rows as the batch is one row per sentence."""


def masked_attention(q, k, v, mask=None, *, scale=None):
    d = torch.promote_types(q.dtype, torch.float32)
    if mask is not None and mask.dim() == 2 and q.dim() == 3 and mask.shape[0] == q.shape[0]:
        mask = mask[:, None, :]
    w = masked_softmax(q.to(d) @ k.to(d).mT * (1 / math.sqrt(q.shape[-1]) if scale is None else scale), mask)
    return (w @ v.to(d)).to(q.dtype), w.to(q.dtype)
