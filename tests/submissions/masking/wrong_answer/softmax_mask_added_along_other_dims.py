"""Fills along the last dimension, and adds the mask as -inf along any other."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    x = scores.to(torch.promote_types(scores.dtype, torch.float32))
    if mask is None:
        return torch.softmax(x, dim).to(scores.dtype)
    if mask.dtype != torch.bool:
        raise TypeError
    if dim in (-1, x.dim() - 1):
        return torch.softmax(x.masked_fill(~mask, -torch.inf), dim).nan_to_num(0).to(scores.dtype)
    x = x + torch.where(mask, 0.0, -torch.inf).to(x.dtype)
    top = x.detach().amax(dim, keepdim=True) if x.shape[dim] else x
    e = (x - top.masked_fill(top == -torch.inf, 0)).exp()
    t = e.sum(dim, keepdim=True)
    return (e / t.masked_fill(t == 0, 1)).to(scores.dtype)
