"""Adds 0 or -inf to the scores, which does not cover NaN or inf."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    x = scores.to(torch.promote_types(scores.dtype, torch.float32))
    if mask is None:
        return torch.softmax(x, dim).to(scores.dtype)
    x, mask = torch.broadcast_tensors(x, mask)
    bias = torch.zeros_like(x).masked_fill(~mask, -torch.inf)
    empty = ~mask.any(dim, keepdim=True)
    weights = torch.softmax((x + bias).masked_fill(empty, 0.0), dim)
    return weights.masked_fill(empty, 0.0).to(scores.dtype)
