"""Believes that a length of 0 must be a mistake."""


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    k_len = q_len if k_len is None else k_len
    if q_len < 1 or k_len < 1:
        raise ValueError("lengths must be positive")
    return torch.ones(q_len, k_len, dtype=torch.bool, device=device).tril(k_len - q_len)
