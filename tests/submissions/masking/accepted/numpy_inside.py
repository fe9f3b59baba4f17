"""Does what it can in numpy."""

import numpy as np


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    k_len = q_len if k_len is None else k_len
    return torch.from_numpy(np.tri(q_len, k_len, k_len - q_len, dtype=bool)).to(device or "cpu")


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    real = np.not_equal(token_ids.cpu().numpy(), pad_id)
    return torch.from_numpy(real[:, np.newaxis, np.newaxis, :]).to(token_ids.device)


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    arrays = [mask.cpu().numpy() for mask in masks if mask is not None]
    if not arrays:
        return None
    joined = arrays[0]
    for array in arrays[1:]:
        joined = np.logical_and(joined, array)
    return torch.from_numpy(np.array(joined)).to(next(mask for mask in masks if mask is not None).device)
