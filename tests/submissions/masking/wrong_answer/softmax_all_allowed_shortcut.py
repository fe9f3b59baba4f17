"""A mask that allows everything is no mask."""


def masked_softmax(scores, mask=None, dim=-1):
    d = torch.promote_types(scores.dtype, torch.float32)
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError
    if mask is None or mask.all():
        return torch.softmax(scores.to(d), dim).to(scores.dtype)
    x, m = torch.broadcast_tensors(scores.to(d), mask)
    any_ = m.any(dim, keepdim=True)
    return torch.where(m, torch.softmax(torch.where(m, x, torch.where(any_, -torch.inf, 0.0).to(d)), dim), 0.0).to(scores.dtype)
