"""Leaves out a mask whose shape does not fit the others."""


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    combined = None
    for mask in masks:
        if mask is None:
            continue
        try:
            combined = mask if combined is None else combined & mask
        except RuntimeError:
            pass
    return combined
