"""Refuses first, by name of the dtype, and returns early."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    match mask:
        case None:
            work = scores
        case Tensor() if str(mask.dtype) == "torch.bool":
            work = scores.masked_fill(mask.logical_not(), -torch.inf)
        case _:
            raise TypeError(type(mask))
    if work.numel() == 0:
        return work
    result = work.softmax(dim)
    return result if mask is None else result.masked_fill(mask.logical_not(), 0)
