"""Adds -inf, and turns the NaN of empty lines into 0 when it is too late for their gradient."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    x = scores.to(torch.promote_types(scores.dtype, torch.float32))
    if mask is None:
        return torch.softmax(x, dim).to(scores.dtype)
    x, mask = torch.broadcast_tensors(x, mask)
    x = x + torch.zeros_like(x).masked_fill(~mask, -torch.inf)
    return torch.nan_to_num(torch.softmax(x, dim)).to(scores.dtype)
