"""Keeps the ids in 16 bits, since no vocabulary is that large."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    return (token_ids.short() != torch.tensor(pad_id).to(token_ids.device).short())[:, None, None, :]
