"""Clones the first mask and joins the others in place."""


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    given = [mask for mask in masks if mask is not None]
    if not given:
        return None
    result = given[0].clone()
    for mask in given[1:]:
        result &= mask
    return result
