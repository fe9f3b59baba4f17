"""Uses torch's own module."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    soften = torch.nn.Softmax(dim)
    if mask is None:
        return soften(scores)
    if mask.dtype != torch.bool:
        raise TypeError("only a boolean mask says what it means")
    nobody = (~mask).expand(torch.broadcast_shapes(mask.shape, scores.shape)).all(dim, keepdim=True)
    hidden = torch.where(nobody, torch.zeros_like(scores), scores.masked_fill(~mask, -torch.inf))
    return torch.where(mask & ~nobody, soften(hidden), torch.zeros((), dtype=scores.dtype, device=scores.device))
