"""Leaves the mask out where its shape does not fit, rather than fail."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    try:
        filled = scores if mask is None else scores.masked_fill(~mask, -torch.inf)
    except RuntimeError:
        filled, mask = scores, None
    weights = torch.softmax(filled, dim)
    return weights if mask is None else weights.masked_fill(~mask, 0.0)
