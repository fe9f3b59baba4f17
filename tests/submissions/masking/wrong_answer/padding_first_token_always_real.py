"""Believes that the first token is always a real one."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    real = token_ids != pad_id
    return torch.cat([torch.ones_like(real[:, :1]), real[:, 1:]], dim=1)[:, None, None, :]
