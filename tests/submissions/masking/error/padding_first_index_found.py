"""Looks for the first padding with argmax, which empty sentences do not have."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    pad = (token_ids == pad_id).long()
    first = torch.where(pad.any(-1), pad.argmax(-1), token_ids.shape[1])
    return (torch.arange(token_ids.shape[1]) < first[:, None])[:, None, None, :]
