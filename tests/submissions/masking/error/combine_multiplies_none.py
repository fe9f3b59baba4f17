"""Does not expect None."""

from functools import reduce


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    return reduce(torch.logical_and, masks) if masks else None
