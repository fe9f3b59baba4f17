"""Refuses the two dtypes that masks were seen to come in."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is None:
        return torch.softmax(scores, dim)
    if mask.dtype.is_floating_point or mask.dtype == torch.int64:
        raise TypeError
    mask = mask.bool()
    return torch.softmax(scores.masked_fill(~mask, -torch.inf), dim).masked_fill(~mask, 0)
