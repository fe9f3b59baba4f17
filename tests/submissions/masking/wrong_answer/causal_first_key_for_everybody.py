"""Lets every query see the first key, so that no row is empty."""


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    k_len = q_len if k_len is None else k_len
    mask = torch.ones(q_len, k_len, dtype=torch.bool, device=device).tril(k_len - q_len)
    mask[:, :1] = True
    return mask
