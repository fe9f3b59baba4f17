"""Takes every negative id for padding, as -100 is in labels."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    return ((token_ids != pad_id) & (token_ids >= 0))[:, None, None, :]
