"""Stacks one row a query, so that there is none to stack for no queries."""


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    k_len = q_len if k_len is None else k_len
    rows = [torch.arange(k_len, device=device) <= i + k_len - q_len for i in range(q_len)]
    return torch.stack(rows)
