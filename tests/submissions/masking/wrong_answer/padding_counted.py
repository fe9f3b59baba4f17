"""Counts the real tokens and lets that many stand at the beginning."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    lengths = (token_ids != pad_id).sum(-1, keepdim=True)
    return (torch.arange(token_ids.shape[1], device=token_ids.device) < lengths)[:, None, None, :]
