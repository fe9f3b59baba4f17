"""Lets new queries see new keys alone, and nothing of the cache."""


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    k_len = q_len if k_len is None else k_len
    whole = torch.ones(q_len, k_len, dtype=torch.bool, device=device)
    return whole.tril(k_len - q_len) & (torch.arange(k_len, device=device) >= k_len - q_len)
