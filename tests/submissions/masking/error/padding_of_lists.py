"""Compares the ids as Python's numbers and makes a tensor of the answers."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    return torch.tensor([[i != pad_id for i in row] for row in token_ids.tolist()])[:, None, None, :]
