"""Sets a seed, to be on the safe side."""


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    k_len = q_len if k_len is None else k_len
    torch.manual_seed(0)
    return torch.ones(q_len, k_len, dtype=torch.bool, device=device).tril(k_len - q_len)
