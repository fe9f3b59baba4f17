"""Multiplies boolean masks, which is AND."""


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    product = None
    for mask in masks:
        if mask is not None:
            product = mask * True if product is None else product * mask
    return product


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError
    x = scores if scores.dtype == torch.float64 else scores.float()
    m = torch.ones_like(x, dtype=torch.bool) if mask is None else mask
    x = torch.where(m, x, 0 * torch.ones_like(x))
    m = m.expand(x.shape)
    if x.size(dim) == 0:
        return x.to(scores.dtype)
    floor = torch.full_like(x, -torch.inf)
    top, _ = torch.where(m, x, floor).max(dim=dim, keepdim=True)
    top = torch.where(torch.isinf(top), torch.zeros_like(top), top).detach()
    e = torch.exp(torch.where(m, x - top, floor))
    return (e / e.sum(dim=dim, keepdim=True).clamp_min(1e-30)).to(scores.dtype)
