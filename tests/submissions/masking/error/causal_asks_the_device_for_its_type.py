"""Believes that a device is always a torch.device."""


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    k_len = q_len if k_len is None else k_len
    place = None if device is None else device.type
    return torch.ones(q_len, k_len, dtype=torch.bool, device=place).tril(k_len - q_len)
