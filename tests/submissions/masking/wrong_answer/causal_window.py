"""Lets a query see itself and three tokens before it, as sliding windows do."""


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    k_len = q_len if k_len is None else k_len
    whole = torch.ones(q_len, k_len, dtype=torch.bool, device=device)
    return whole.tril(k_len - q_len) & whole.triu(k_len - q_len - 3)
