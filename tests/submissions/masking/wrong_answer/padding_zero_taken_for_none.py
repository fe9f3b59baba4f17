"""Writes `pad_id or -100`, so that 0 is never padding."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    return (token_ids != (pad_id or -100))[:, None, None, :]
