"""Asks for empty lines along dim of the mask, before it broadcasts."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    x = scores.to(torch.promote_types(scores.dtype, torch.float32))
    if mask is None:
        return torch.softmax(x, dim).to(scores.dtype)
    empty = ~mask.any(-1, keepdim=True)
    safe = mask | empty
    weights = torch.softmax(x.masked_fill(~safe, -torch.inf), dim)
    return torch.where(empty, 0.0, weights).to(scores.dtype)
