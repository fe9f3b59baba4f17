"""Lets every query see itself, whatever the masks say."""

from functools import reduce


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    given = [mask for mask in masks if mask is not None]
    if not given:
        return None
    result = reduce(torch.logical_and, given)
    if result.dim() < 2 or len(given) < 2:
        return result
    return result | torch.eye(*result.shape[-2:], dtype=torch.bool, device=result.device)
