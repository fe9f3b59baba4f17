"""Believes that more queries than keys must be a mistake."""


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    k_len = q_len if k_len is None else k_len
    if q_len > k_len:
        raise ValueError("there cannot be more queries than keys")
    return torch.ones(q_len, k_len, dtype=torch.bool, device=device).tril(k_len - q_len)
