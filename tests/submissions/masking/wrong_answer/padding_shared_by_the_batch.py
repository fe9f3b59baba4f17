"""Masks a position for all sentences where one has padding there."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    real = (token_ids != pad_id).all(0, keepdim=True).expand(token_ids.shape)
    return real[:, None, None, :]
