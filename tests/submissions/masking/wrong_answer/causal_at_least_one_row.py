"""Makes every length at least 1, since empty tensors look like a mistake."""


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    k_len = q_len if k_len is None else k_len
    q_len, k_len = max(q_len, 1), max(k_len, 1)
    return torch.ones(q_len, k_len, dtype=torch.bool, device=device).tril(k_len - q_len)
