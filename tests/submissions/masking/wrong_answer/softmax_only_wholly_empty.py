"""Thinks of the mask that forbids everything, and not of a single empty line."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    x = scores.to(torch.promote_types(scores.dtype, torch.float32))
    if mask is None:
        return torch.softmax(x, dim).to(scores.dtype)
    x, mask = torch.broadcast_tensors(x, mask)
    if not mask.any():
        return torch.zeros_like(scores.expand(mask.shape)) * torch.where(mask, x, 0.0).to(scores.dtype)
    return torch.softmax(x.masked_fill(~mask, -torch.inf), dim).to(scores.dtype)
