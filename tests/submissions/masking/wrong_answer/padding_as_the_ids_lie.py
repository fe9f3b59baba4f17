"""Leaves the mask in the shape of the ids."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    return token_ids != pad_id
