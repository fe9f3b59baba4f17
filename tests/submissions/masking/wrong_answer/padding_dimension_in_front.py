"""Adds one of the two dimensions in front of the batch."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    return (token_ids != pad_id).unsqueeze(1).unsqueeze(0)
