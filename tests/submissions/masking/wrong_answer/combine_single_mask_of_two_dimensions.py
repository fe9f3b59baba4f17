"""Takes the dimensions of length 1 away in front of a single mask."""


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    given = [m for m in masks if m is not None]
    if not given:
        return None
    if len(given) == 1:
        return given[0].reshape(given[0].shape[-2:]) if given[0].dim() > 2 and math.prod(given[0].shape[:-2]) == 1 else given[0]
    out = given[0]
    for m in given[1:]:
        out = out & m
    return out
