"""Adds dimensions in front until there are four."""

from functools import reduce


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    given = [mask for mask in masks if mask is not None]
    if not given:
        return None
    result = reduce(torch.logical_and, given)
    while result.dim() < 4:
        result = result[None]
    return result
