"""Cuts masks of different lengths to the shorter one."""


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    result = None
    for mask in masks:
        if mask is None:
            continue
        if result is not None and mask.shape[-1] != result.shape[-1] and 1 not in (mask.shape[-1], result.shape[-1]):
            length = min(mask.shape[-1], result.shape[-1])
            mask, result = mask[..., :length], result[..., :length]
        if result is not None and mask.dim() > 1 and result.dim() > 1:
            rows = mask.shape[-2], result.shape[-2]
            if rows[0] != rows[1] and 1 not in rows:
                mask, result = mask[..., : min(rows), :], result[..., : min(rows), :]
        result = mask if result is None else result & mask
    return result
