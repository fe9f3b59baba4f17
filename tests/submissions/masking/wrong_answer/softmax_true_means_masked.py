"""Takes True for 'is masked'."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    x = scores.to(torch.promote_types(scores.dtype, torch.float32))
    if mask is None:
        return torch.softmax(x, dim).to(scores.dtype)
    x, mask = torch.broadcast_tensors(x, mask)
    weights = torch.softmax(x.masked_fill(mask, -1e300 if x.dtype == torch.float64 else -1e38), dim)
    return weights.masked_fill(mask, 0.0).to(scores.dtype)
