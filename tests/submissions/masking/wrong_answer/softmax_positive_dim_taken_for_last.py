"""Believes that dim is always negative."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    d = dim if dim < 0 else -1
    if mask is None:
        return torch.softmax(scores, d)
    return torch.softmax(scores.masked_fill(~mask, -torch.inf), d).masked_fill(~mask, 0)
