"""Returns True for no constraint."""


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    result = torch.tensor(True)
    for mask in masks:
        if mask is not None:
            result = result & mask
    return result
