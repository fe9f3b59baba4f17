"""Replaces NaN in the result, where it has already spread over the line."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    x = scores.to(torch.promote_types(scores.dtype, torch.float32))
    if mask is None:
        return torch.softmax(x, dim).to(scores.dtype)
    x, mask = torch.broadcast_tensors(x, mask)
    bias = torch.where(mask, 0.0, -torch.inf).to(x.dtype)
    return torch.softmax(x + bias, dim).nan_to_num().to(scores.dtype)
