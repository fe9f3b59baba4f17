"""Returns an empty mask for no constraint."""

from functools import reduce


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    given = [mask for mask in masks if mask is not None]
    if not given:
        return torch.ones(0, dtype=torch.bool)
    return reduce(torch.logical_and, given)
