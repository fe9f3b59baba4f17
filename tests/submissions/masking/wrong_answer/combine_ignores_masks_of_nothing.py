"""Leaves out masks that allow nothing, since they must be a mistake."""

from functools import reduce


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    given = [mask for mask in masks if mask is not None]
    if not given:
        return None
    useful = [mask for mask in given if mask.any()]
    return reduce(torch.logical_and, useful) if useful else given[0]
