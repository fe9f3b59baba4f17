"""Begins with a mask of (1, 1), which adds a dimension to a mask of one."""


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    r = torch.ones(1, 1, dtype=torch.bool)
    for m in masks:
        if m is not None:
            r = r & m
    return None if all(m is None for m in masks) else r
