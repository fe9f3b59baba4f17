"""Fills with the smallest number of float64, in float64."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    wide = scores.double()
    if mask is not None:
        wide = torch.where(mask, wide, torch.finfo(torch.float64).min)
    weights = torch.nn.functional.softmax(wide, dim=dim)
    if mask is not None:
        weights = weights.masked_fill(torch.logical_not(mask), 0)
    return weights.to(scores.dtype)
