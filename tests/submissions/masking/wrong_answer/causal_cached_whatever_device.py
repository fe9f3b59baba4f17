"""Keeps masks by their lengths, on the device of whoever asked first."""

kept = {}


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    k_len = q_len if k_len is None else k_len
    if (q_len, k_len) not in kept:
        kept[q_len, k_len] = torch.ones(q_len, k_len, dtype=torch.bool, device=device).tril(k_len - q_len)
    return kept[q_len, k_len]
