"""Believes that True means masked, and joins what is masked."""

from functools import reduce


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    given = [mask for mask in masks if mask is not None]
    if not given:
        return None
    return ~reduce(torch.logical_and, [~mask for mask in given])
