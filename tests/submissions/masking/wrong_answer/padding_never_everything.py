"""Lets a sentence of nothing but padding see itself."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    real = token_ids != pad_id
    return (real | ~real.any(-1, keepdim=True))[:, None, None, :]
