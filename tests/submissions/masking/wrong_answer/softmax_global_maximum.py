"""Subtracts one maximum from all lines."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    x = scores.to(torch.promote_types(scores.dtype, torch.float32))
    if mask is None:
        mask = torch.ones((), dtype=torch.bool, device=scores.device)
    x, mask = torch.broadcast_tensors(x, mask)
    x = torch.where(mask, x, -torch.inf)
    top = x.detach().max() if x.numel() else x.sum()
    powers = torch.exp(x - top.nan_to_num(neginf=0.0))
    total = powers.sum(dim, keepdim=True)
    return (powers / total.masked_fill(total == 0, 1.0)).to(scores.dtype)
