"""Returns the masks in a list, for somebody else to combine."""


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    return [m for m in masks if m is not None] or None
