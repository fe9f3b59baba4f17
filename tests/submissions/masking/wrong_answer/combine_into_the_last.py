"""Joins into the last mask."""


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    given = [mask for mask in masks if mask is not None]
    if not given:
        return None
    result = given[-1]
    for mask in given[:-1]:
        try:
            result.logical_and_(mask)
        except RuntimeError:
            result = result & mask
    return result
