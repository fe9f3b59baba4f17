"""Masks queries and keys, as the outer product of the mask with itself."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    real = token_ids != pad_id
    return real[:, None, None, :] & real[:, None, :, None]
