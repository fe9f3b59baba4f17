"""Computes everything in float64 and rounds once."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    x = scores.to(torch.float64)
    mask = torch.ones((), dtype=torch.bool, device=x.device) if mask is None else mask
    shape = torch.broadcast_shapes(x.shape, mask.shape)
    x, mask = x.expand(shape), mask.expand(shape)
    x = x.where(mask, torch.tensor(-torch.inf, dtype=x.dtype, device=x.device))
    none = mask.sum(dim, keepdim=True) == 0
    p = torch.softmax(x.masked_fill(none, 0.0), dim)
    return p.mul(none.logical_not()).type(scores.dtype)
