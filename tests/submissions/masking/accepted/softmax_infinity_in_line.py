"""Knows that what is NaN in an empty line never comes through where, forward or backward."""


def masked_softmax(scores, mask=None, dim=-1):
    d = torch.promote_types(scores.dtype, torch.float32)
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError
    x, m = torch.broadcast_tensors(scores.to(d), torch.ones_like(scores, dtype=torch.bool) if mask is None else mask)
    x = torch.where(m, x, -torch.inf)
    if x.numel():
        x = x - x.amax(dim, keepdim=True)
    e = torch.where(m, x.exp(), 0.0)
    z = e.sum(dim, keepdim=True)
    return (e / torch.where(z > 0, z, 1.0)).to(scores.dtype)
