"""Does not use the number of keys at all."""


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    return torch.ones(q_len, q_len, dtype=torch.bool, device=device).tril()
