"""Converts the ids to int32."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    return (token_ids.int() != pad_id)[:, None, None, :]
