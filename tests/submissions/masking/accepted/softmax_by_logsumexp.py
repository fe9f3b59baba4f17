"""Subtracts logsumexp of what is allowed."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    x = scores.to(torch.promote_types(scores.dtype, torch.float32))
    if mask is None:
        mask = torch.ones_like(scores, dtype=torch.bool)
    x, mask = torch.broadcast_tensors(x, mask)
    x = x.masked_fill(~mask, -torch.inf)
    total = torch.logsumexp(x, dim, keepdim=True) if x.shape[dim] else x.sum(dim, keepdim=True)
    total = total.masked_fill(total == -torch.inf, 0.0)
    return torch.exp(x - total).to(scores.dtype)
