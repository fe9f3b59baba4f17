"""Chooses -inf before the softmax and 0 after it."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    if mask is None:
        return (
            torch.softmax(scores.float(), dim).to(scores.dtype) if scores.itemsize == 2 else torch.softmax(scores, dim)
        )
    probabilities = torch.softmax(torch.where(mask, scores, -math.inf), dim)
    return torch.where(mask, probabilities, 0.0)
