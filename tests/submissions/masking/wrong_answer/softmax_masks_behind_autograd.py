"""Writes into .data, which autograd does not see."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    if mask is None:
        return torch.softmax(scores, dim)
    x = scores.clone()
    m = mask.expand(torch.broadcast_shapes(x.shape, mask.shape))
    x = x.expand(m.shape).clone()
    x.data[~m] = -torch.inf
    w = torch.softmax(x, dim)
    w = w.clone()
    w.data[~m] = 0
    return w
