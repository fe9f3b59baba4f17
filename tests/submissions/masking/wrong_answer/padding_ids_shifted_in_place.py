"""Subtracts pad_id in place, so that padding becomes 0."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    token_ids -= pad_id
    return token_ids.bool()[:, None, None, :]
