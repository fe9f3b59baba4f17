"""Gives a query that is left with nothing everything back."""

from functools import reduce


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    given = [mask for mask in masks if mask is not None]
    if not given:
        return None
    result = reduce(torch.logical_and, given)
    return result | ~result.any(-1, keepdim=True)
