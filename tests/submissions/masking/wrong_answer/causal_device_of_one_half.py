"""Puts the queries on the device and leaves the keys where they are."""


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    k_len = q_len if k_len is None else k_len
    query = torch.arange(q_len, device=device)[:, None]
    return torch.arange(k_len) <= query + k_len - q_len
