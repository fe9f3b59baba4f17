"""Turns the ids themselves into the mask, in place."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    token_ids[token_ids != pad_id] = 1
    token_ids[token_ids == pad_id] = 0
    return token_ids.bool()[:, None, None, :]
