"""Looks for None in the first place alone."""


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    if not masks:
        return None
    result = masks[0]
    for mask in masks[1:]:
        result = mask if result is None else (result & mask if mask is not None else None)
    return result
