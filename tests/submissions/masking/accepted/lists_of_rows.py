"""Makes rows as Python lists."""


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    k_len = q_len if k_len is None else k_len
    rows = [[True] * max(0, k_len - q_len + i + 1) for i in range(q_len)]
    rows = [row + [False] * (k_len - len(row)) for row in rows]
    return torch.tensor(rows, dtype=torch.bool, device=device).reshape(q_len, k_len)


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    rows = [[token != pad_id for token in row] for row in token_ids.tolist()]
    flat = torch.tensor(rows, dtype=torch.bool, device=token_ids.device)
    return flat.reshape(token_ids.shape[0], 1, 1, token_ids.shape[1])
