"""Compares magnitudes, so that 1 and -1 are one id."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    return (token_ids.long().abs() != abs(pad_id))[:, None, None, :]
