"""Returns what one adds to scores: 0 where allowed, -inf elsewhere."""


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    k_len = q_len if k_len is None else k_len
    return torch.full((q_len, k_len), float("-inf"), device=device).triu(k_len - q_len + 1)
