"""Writes answers as functions that call a lambda."""

from functools import reduce
from operator import and_

aligned = lambda i, j, q_len, k_len: j <= i + k_len - q_len
real = lambda ids, pad: ids != pad


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    k_len = q_len if k_len is None else k_len
    i, j = torch.meshgrid(torch.arange(q_len, device=device), torch.arange(k_len, device=device), indexing="ij")
    return aligned(i, j, q_len, k_len)


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    return real(token_ids, pad_id)[:, None, None, ...]


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    chosen = [m for m in masks if m is not None]
    return reduce(and_, chosen) if chosen else None
