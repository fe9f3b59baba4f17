"""Gives every sentence the mask of the first."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    return (token_ids != pad_id)[:1].expand(token_ids.shape)[:, None, None, :]
