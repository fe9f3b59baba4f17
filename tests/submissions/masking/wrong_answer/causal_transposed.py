"""Puts keys in rows and queries in columns."""


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    k_len = q_len if k_len is None else k_len
    key = torch.arange(k_len, device=device)[:, None]
    return key <= torch.arange(q_len, device=device) + k_len - q_len
