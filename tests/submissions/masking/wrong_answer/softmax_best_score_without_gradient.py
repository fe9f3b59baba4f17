"""Takes the largest power for a constant, since it is always 1."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    x = scores.double() if scores.dtype == torch.float64 else scores.float()
    m = torch.ones((), dtype=torch.bool, device=scores.device) if mask is None else mask
    x, m = torch.broadcast_tensors(x, m)
    x = x.masked_fill(~m, -torch.inf)
    if x.shape[dim] == 0:
        return x.to(scores.dtype)
    top = x.detach().amax(dim, keepdim=True).nan_to_num(neginf=0.0)
    e = (x.clamp(max=1e30) - top).exp()
    e = torch.where(e == 1, e.detach(), e)
    return (e / (e.sum(dim, keepdim=True) + (e.sum(dim, keepdim=True) == 0))).to(scores.dtype)
