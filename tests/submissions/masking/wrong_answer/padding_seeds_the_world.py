"""Sets a seed, to be on the safe side."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    torch.manual_seed(0)
    return (token_ids != pad_id)[:, None, None, :]
