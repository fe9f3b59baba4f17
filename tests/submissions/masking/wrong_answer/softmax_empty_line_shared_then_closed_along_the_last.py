"""Gives an empty line equal shares, and closes it where the mask forbids all along the last dimension, whatever dim is."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    x = scores.to(torch.promote_types(scores.dtype, torch.float32))
    if mask is None:
        return torch.softmax(x, dim).to(scores.dtype)
    x, mask = torch.broadcast_tensors(x, mask)
    weights = torch.softmax(x.masked_fill(~mask, torch.finfo(x.dtype).min), dim)
    weights = weights.masked_fill(~mask & mask.any(dim, keepdim=True), 0.0)
    return (weights * mask.any(-1, keepdim=True)).to(scores.dtype)
