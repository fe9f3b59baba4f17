"""Takes exp of the scores as they are."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    x = scores.to(torch.promote_types(scores.dtype, torch.float32))
    if mask is None:
        return x.exp() / x.exp().sum(dim, keepdim=True).to(scores.dtype)
    x, mask = torch.broadcast_tensors(x, mask)
    powers = torch.where(mask, x, -torch.inf).exp()
    total = powers.sum(dim, keepdim=True)
    return (powers / total.masked_fill(total == 0, 1.0)).to(scores.dtype)
