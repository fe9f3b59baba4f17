"""Takes everything after the first padding for padding."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    return (token_ids != pad_id).long().cumprod(-1).bool()[:, None, None, :]
