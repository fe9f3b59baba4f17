"""Fills a number well below the smallest score, masked ones included."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    if mask is None:
        return torch.softmax(scores, dim)
    if scores.numel() == 0:
        return torch.zeros(torch.broadcast_shapes(scores.shape, mask.shape), dtype=scores.dtype)
    fill = scores.detach().double().min() - 1e4
    x = torch.where(mask, scores.double(), fill)
    return torch.softmax(x, dim).masked_fill(~mask, 0.0).to(scores.dtype)
