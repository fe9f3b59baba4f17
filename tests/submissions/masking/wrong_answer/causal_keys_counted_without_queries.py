"""Takes k_len for the length of the cache, without the queries themselves."""


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    past = 0 if k_len is None else k_len
    return torch.ones(q_len, past + q_len, dtype=torch.bool, device=device).tril(past)
