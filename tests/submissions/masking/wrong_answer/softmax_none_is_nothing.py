"""Takes no mask for a mask that allows nothing."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    if mask is None:
        return torch.zeros_like(scores)
    x = scores.to(torch.promote_types(scores.dtype, torch.float32))
    if mask is None:
        mask = torch.ones((), dtype=torch.bool, device=scores.device)
    x, mask = torch.broadcast_tensors(x, mask)
    x = x.masked_fill(~mask, -torch.inf)
    if x.shape[dim] == 0:
        return x.to(scores.dtype)
    top = x.detach().amax(dim, keepdim=True)
    powers = (x - top.masked_fill(top == -torch.inf, 0.0)).exp()
    total = powers.sum(dim, keepdim=True)
    return (powers / total.masked_fill(total == 0, 1.0)).to(scores.dtype)
