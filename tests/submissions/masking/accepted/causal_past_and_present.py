"""Puts a block for the past beside the triangle of the present."""


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    k = q_len if k_len is None else k_len
    past = k - q_len
    if past >= 0:
        return torch.cat(
            [torch.ones(q_len, past, device=device), torch.tril(torch.ones(q_len, q_len, device=device))], 1
        ).bool()
    return torch.nn.functional.pad(torch.tril(torch.ones(k, k, device=device)), (0, 0, -past, 0)).to(torch.bool)
