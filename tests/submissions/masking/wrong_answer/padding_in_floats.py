"""Returns 1.0 and 0.0."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    return (token_ids != pad_id).float()[:, None, None, :]
