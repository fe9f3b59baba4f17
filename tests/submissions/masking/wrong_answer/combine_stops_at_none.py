"""Stops at the first None."""


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    result = None
    for mask in masks:
        if mask is None:
            break
        result = mask if result is None else result & mask
    return result
