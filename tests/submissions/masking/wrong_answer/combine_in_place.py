"""Joins into the first mask where the shape allows it."""


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    given = [mask for mask in masks if mask is not None]
    if not given:
        return None
    result = given[0]
    for mask in given[1:]:
        if torch.broadcast_shapes(result.shape, mask.shape) == result.shape and result.is_contiguous():
            result &= mask
        else:
            result = result & mask
    return result
