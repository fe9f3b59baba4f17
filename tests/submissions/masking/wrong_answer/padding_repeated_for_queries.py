"""Expands the mask to one row a query."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    batch, length = token_ids.shape
    return (token_ids != pad_id)[:, None, None, :].expand(batch, 1, length, length)
