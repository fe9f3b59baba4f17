"""Subtracts the maximum in place where there is no mask."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    x = scores.to(torch.promote_types(scores.dtype, torch.float32))
    if mask is None:
        if x.shape[dim] == 0 or x.requires_grad or not x.is_contiguous():
            return torch.softmax(x, dim).to(scores.dtype)
        x -= x.amax(dim, keepdim=True)
        x = x.exp()
        return (x / x.sum(dim, keepdim=True)).to(scores.dtype)
    if mask.dtype != torch.bool:
        raise TypeError
    return torch.softmax(x.masked_fill(~mask, -torch.inf), dim).nan_to_num(0).to(scores.dtype)
