"""Keeps the first padding of a sentence, as its end mark."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    pad = token_ids == pad_id
    return (~pad | (pad.long().cumsum(-1) == 1))[:, None, None, :]
