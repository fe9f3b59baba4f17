"""Compares positions that it makes on the CPU with the ids' own."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    positions = torch.arange(token_ids.shape[1])
    real = token_ids != pad_id
    return (real & (positions >= 0))[:, None, None, :]
