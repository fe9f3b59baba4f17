"""Sorts each line, takes the softmax in that order and puts the weights back."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    x = scores.to(torch.promote_types(scores.dtype, torch.float32))
    if mask is None:
        mask = torch.ones_like(x, dtype=torch.bool)
    x, mask = torch.broadcast_tensors(x, mask)
    x = x.masked_fill(~mask, -torch.inf)
    ordered, where = x.sort(dim, descending=True)
    w = torch.softmax(ordered, dim)
    w = torch.where(ordered == -torch.inf, 0.0, w)
    return torch.zeros_like(x).scatter(dim, where, w).to(scores.dtype)
