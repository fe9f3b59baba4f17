"""Counts down to the first row, and misses it where there is none."""


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    k_len = q_len if k_len is None else k_len
    mask = torch.ones(q_len, k_len, dtype=torch.bool, device=device)
    row = q_len - 1
    while row != 0:
        mask[row : row + 1, max(0, row + 1 + k_len - q_len) :] = False
        row -= 1
    mask[:1, max(0, 1 + k_len - q_len) :] = False
    return mask
