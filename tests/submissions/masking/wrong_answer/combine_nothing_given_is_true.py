"""Returns True where it is given nothing at all."""

from functools import reduce


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    if not masks:
        return torch.tensor(True)
    given = [mask for mask in masks if mask is not None]
    return reduce(torch.logical_and, given) if given else None
