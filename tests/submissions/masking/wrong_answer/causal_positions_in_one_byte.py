"""Keeps positions in one byte, since sentences are short."""


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    k_len = q_len if k_len is None else k_len
    q = torch.arange(q_len, device=device, dtype=torch.int64)[:, None] + (k_len - q_len)
    return torch.arange(k_len, device=device).to(torch.int8) <= q.to(torch.int8)
