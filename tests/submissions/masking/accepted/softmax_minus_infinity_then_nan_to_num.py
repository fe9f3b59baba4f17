"""Fills -inf and turns the NaN of empty lines into 0; masked_fill's own backward keeps it out of gradients."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    if mask is None:
        return scores.softmax(dim)
    return scores.masked_fill(~mask, float("-inf")).softmax(dim).nan_to_num(0.0)
