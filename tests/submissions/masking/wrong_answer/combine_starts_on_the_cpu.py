"""Begins with a mask of its own, on the CPU."""


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    given = [mask for mask in masks if mask is not None]
    if not given:
        return None
    result = torch.ones(torch.broadcast_shapes(*(mask.shape for mask in given)), dtype=torch.bool)
    for mask in given:
        result = result & mask
    return result
