"""Expects (Lq, Lk) from every mask."""


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    given = [mask for mask in masks if mask is not None]
    if not given:
        return None
    rows, columns = given[0].shape
    result = torch.ones(rows, columns, dtype=torch.bool, device=given[0].device)
    for mask in given:
        result = result & mask
    return result
