"""Takes None for a mask that allows nothing."""

from functools import reduce


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    given = [mask for mask in masks if mask is not None]
    if not given:
        return None
    result = reduce(torch.logical_and, given)
    return result if len(given) == len(masks) else torch.zeros_like(result)
