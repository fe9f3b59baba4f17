"""Squeezes what it takes for superfluous, and with it a batch of one."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    return (token_ids != pad_id).squeeze()[..., None, None, :]
