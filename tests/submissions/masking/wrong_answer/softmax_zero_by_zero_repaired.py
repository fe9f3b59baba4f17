"""Divides 0 by 0 in empty lines and repairs the result."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    x = scores.to(torch.promote_types(scores.dtype, torch.float32))
    if mask is None:
        return torch.softmax(x, dim).to(scores.dtype)
    x, mask = torch.broadcast_tensors(x, mask)
    top = torch.where(mask, x, -torch.inf).detach()
    top = top.amax(dim, keepdim=True) if x.shape[dim] else top
    powers = (x - top.masked_fill(top == -torch.inf, 0.0)).clamp(max=0.0).exp() * mask
    return (powers / powers.sum(dim, keepdim=True)).nan_to_num(0.0).to(scores.dtype)
