"""Puts the sentences where the queries belong."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    return (token_ids != pad_id)[None, None]
