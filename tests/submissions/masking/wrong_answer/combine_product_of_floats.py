"""Multiplies masks as floating-point numbers."""

from functools import reduce


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    given = [mask for mask in masks if mask is not None]
    if not given:
        return None
    return reduce(torch.mul, [mask.float() for mask in given])
