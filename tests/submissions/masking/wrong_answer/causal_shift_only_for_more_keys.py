"""Shifts the triangle where keys are more, and not where queries are."""


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    k_len = q_len if k_len is None else k_len
    m = torch.ones(q_len, k_len, dtype=torch.bool, device=device)
    return m.tril(k_len - q_len) if k_len >= q_len else m.tril()
