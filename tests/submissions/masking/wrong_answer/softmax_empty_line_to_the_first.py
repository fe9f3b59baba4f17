"""Lets an empty line see its first entry."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    x = scores.to(torch.promote_types(scores.dtype, torch.float32))
    if mask is None:
        return torch.softmax(x, dim).to(scores.dtype)
    x, mask = torch.broadcast_tensors(x, mask)
    first = torch.zeros_like(mask)
    if mask.shape[dim]:
        first.select(dim, 0).fill_(True)
    mask = mask | (first & ~mask.any(dim, keepdim=True))
    return torch.softmax(x.masked_fill(~mask, -torch.inf), dim).to(scores.dtype)
