"""Believes that padding inside a sentence is a real token."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    real = (token_ids != pad_id).long()
    begun, not_over = real.cumsum(-1) > 0, real.flip(-1).cumsum(-1).flip(-1) > 0
    return (begun & not_over)[:, None, None, :]
