"""Takes the softmax of cleaned scores, clears what is masked, and divides by what is left."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    x = scores.to(torch.promote_types(scores.dtype, torch.float32))
    if mask is None:
        return torch.softmax(x, dim).to(scores.dtype)
    x, mask = torch.broadcast_tensors(x, mask)
    lowest = torch.finfo(x.dtype).min
    weights = torch.softmax(torch.where(mask, x, lowest), dim) * mask
    left = weights.sum(dim, keepdim=True)
    return (weights / torch.where(left > 0, left, 1.0)).to(scores.dtype)
