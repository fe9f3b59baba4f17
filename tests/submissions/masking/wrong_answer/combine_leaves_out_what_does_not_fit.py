"""Leaves out a mask whose shape does not fit, rather than fail."""


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    result = None
    for mask in masks:
        if mask is None:
            continue
        try:
            result = mask if result is None else result & mask
        except RuntimeError:
            pass
    return result
