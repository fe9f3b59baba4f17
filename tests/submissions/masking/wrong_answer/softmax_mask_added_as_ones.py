"""Adds the mask to the scores as 0 and 1."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    return torch.softmax(scores if mask is None else scores + mask, dim)
