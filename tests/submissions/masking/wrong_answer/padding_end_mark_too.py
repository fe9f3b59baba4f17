"""Takes the end mark, id 2, for padding as well."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    real = token_ids != pad_id
    return (real & ~(token_ids == 2))[:, None, None, :]
