"""Returns 1 and 0 as integers."""


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    k_len = q_len if k_len is None else k_len
    rows = torch.arange(q_len, device=device)[:, None]
    return (torch.arange(k_len, device=device) <= rows + k_len - q_len).long()
