"""Cuts the upper left corner out of a large square."""


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    k_len = q_len if k_len is None else k_len
    size = max(q_len, k_len)
    return torch.ones(size, size, dtype=torch.bool, device=device).tril()[:q_len, :k_len]
