"""Writes `k_len or q_len`, so that 0 keys become as many as queries."""


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    k_len = k_len or q_len
    return torch.ones(q_len, k_len, dtype=torch.bool, device=device).tril(k_len - q_len)
