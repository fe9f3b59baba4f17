"""Marks the padding instead of the tokens, as key_padding_mask does."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    return (token_ids == pad_id)[:, None, None, :]
