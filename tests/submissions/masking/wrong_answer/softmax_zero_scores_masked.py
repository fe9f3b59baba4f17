"""Multiplies the scores by the mask and takes every 0 for masked."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    x = scores.to(torch.promote_types(scores.dtype, torch.float32))
    if mask is None:
        return torch.softmax(x, dim).to(scores.dtype)
    x, mask = torch.broadcast_tensors(x, mask)
    x = torch.where(mask, x, 0.0)
    x = x.masked_fill(x == 0, -torch.inf)
    x = x.masked_fill((x == -torch.inf).all(dim, keepdim=True), torch.finfo(x.dtype).min)
    return torch.softmax(x, dim).mul(mask.any(dim, keepdim=True)).to(scores.dtype)
