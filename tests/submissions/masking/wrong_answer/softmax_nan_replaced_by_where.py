"""Chooses 0 for empty lines after the softmax, whose gradient is NaN all the same."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    x = scores.to(torch.promote_types(scores.dtype, torch.float32))
    if mask is None:
        return torch.softmax(x, dim).to(scores.dtype)
    x, mask = torch.broadcast_tensors(x, mask)
    weights = torch.softmax(x + mask.to(x.dtype).log(), dim)
    return torch.where(mask.any(dim, keepdim=True), weights, 0.0).to(scores.dtype)
