"""Returns what one adds to scores: 0 for tokens, -inf for padding."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    return torch.zeros(token_ids.shape, device=token_ids.device).masked_fill(token_ids == pad_id, -torch.inf)[
        :, None, None, :
    ]
