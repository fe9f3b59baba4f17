"""Takes any None for 'no constraint at all'."""

from functools import reduce


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    if not masks or any(mask is None for mask in masks):
        return None
    return reduce(torch.logical_and, masks)
