"""Asks a mask for its truth to see whether it is there."""


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    result = None
    for mask in masks:
        if mask:
            result = mask if result is None else result & mask
    return result
