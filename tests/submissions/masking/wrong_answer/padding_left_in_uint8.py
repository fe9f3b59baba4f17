"""Returns uint8, torch's mask type of old."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    return (token_ids != pad_id).to(torch.uint8)[:, None, None, :]
