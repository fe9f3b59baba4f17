"""Compares positions that both count back from the end."""

from functools import reduce


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    keys = q_len if k_len is None else k_len
    key_from_end = torch.arange(keys, 0, -1, device=device).view(1, -1)
    query_from_end = torch.arange(q_len, 0, -1, device=device).view(-1, 1)
    return key_from_end.ge(query_from_end)


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    return torch.where(token_ids == pad_id, False, True).reshape(token_ids.size(0), 1, 1, token_ids.size(1))


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    return reduce(lambda a, b: a if b is None else b if a is None else a & b, masks, None)
