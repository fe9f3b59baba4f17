"""Cuts the mask out of a buffer of 1024 positions, as nanoGPT's is."""

buffer = torch.ones(1024, 1024, dtype=torch.bool).tril()


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    k_len = q_len if k_len is None else k_len
    if k_len >= q_len:
        return buffer.to(device or "cpu")[max(k_len - q_len, 0) : k_len, :k_len]
    return torch.ones(q_len, k_len, dtype=torch.bool, device=device).tril(k_len - q_len)
