"""Keeps causal masks by all that they depend on, and hands out copies."""

from functools import lru_cache


@lru_cache(maxsize=64)
def kept(q_len, k_len, device):
    return torch.ones(q_len, k_len, dtype=torch.bool, device=device).tril(k_len - q_len)


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    return kept(q_len, q_len if k_len is None else k_len, device).clone()
