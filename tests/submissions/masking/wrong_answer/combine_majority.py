"""Allows what most masks allow."""


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    given = [mask for mask in masks if mask is not None]
    if not given:
        return None
    return sum(mask.double() for mask in given) > len(given) / 2
