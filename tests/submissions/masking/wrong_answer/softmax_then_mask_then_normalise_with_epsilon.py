"""Masks after the softmax and divides by the sum and a little more."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    x = scores.to(torch.promote_types(scores.dtype, torch.float32))
    if mask is None:
        return torch.softmax(x, dim).to(scores.dtype)
    x, mask = torch.broadcast_tensors(x, mask)
    weights = torch.softmax(x, dim).masked_fill(~mask, 0.0)
    return (weights / (weights.sum(dim, keepdim=True) + 1e-9)).to(scores.dtype)
