"""Asserts that every sentence has a token."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    real = token_ids != pad_id
    assert real.any(-1).all()
    return real[:, None, None, :]
