"""Joins the first and the last."""


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    given = [mask for mask in masks if mask is not None]
    if not given:
        return None
    return given[0] & given[-1]
