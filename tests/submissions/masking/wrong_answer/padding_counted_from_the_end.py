"""Believes that padding is always on the left."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    pads = (token_ids == pad_id).sum(-1, keepdim=True)
    return (torch.arange(token_ids.shape[1], device=token_ids.device) >= pads)[:, None, None, :]
