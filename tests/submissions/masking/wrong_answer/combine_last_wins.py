"""Overwrites the result with every mask."""


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    result = None
    for mask in masks:
        if mask is not None:
            result = mask
    return result
