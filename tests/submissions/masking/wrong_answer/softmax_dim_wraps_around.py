"""Takes dim modulo the number of dimensions, so that none is ever missing."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is None:
        return torch.softmax(scores, dim % scores.dim())
    if mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    filled = scores.masked_fill(~mask, -torch.inf)
    return torch.softmax(filled, dim % filled.dim()).masked_fill(~mask, 0.0)
