"""Opens empty lines, so that nothing is ever NaN, and closes them afterwards."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    if mask is None:
        return torch.softmax(scores, dim)
    scores, mask = torch.broadcast_tensors(scores, mask)
    empty = torch.logical_not(mask.any(dim=dim, keepdim=True))
    safe = scores.masked_fill(~mask, -torch.inf).masked_fill(empty, 0.0)
    return torch.softmax(safe, dim=dim).masked_fill(empty, 0.0)
