"""Reduces what may be an empty list."""

from functools import reduce


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    return reduce(torch.logical_and, [mask for mask in masks if mask is not None])
