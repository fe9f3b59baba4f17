"""Stacks masks, as if all had one shape."""


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    given = [mask for mask in masks if mask is not None]
    if not given:
        return None
    return torch.stack(given).all(0)
