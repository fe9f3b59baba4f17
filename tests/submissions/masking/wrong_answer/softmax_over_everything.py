"""Adds up over the whole tensor."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    x = scores.to(torch.promote_types(scores.dtype, torch.float32))
    if mask is None:
        mask = torch.ones((), dtype=torch.bool, device=scores.device)
    x, mask = torch.broadcast_tensors(x, mask)
    x = x.masked_fill(~mask, -1e30)
    return (torch.softmax(x.reshape(-1), 0).reshape(x.shape) * mask).to(scores.dtype)
