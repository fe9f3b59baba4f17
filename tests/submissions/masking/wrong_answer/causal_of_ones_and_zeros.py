"""Leaves the lower triangle in floating point."""


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    k_len = q_len if k_len is None else k_len
    return torch.tril(torch.ones(q_len, k_len, device=device), diagonal=k_len - q_len)
