"""Counts what each query may see with flat indices."""


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    n = q_len if k_len is None else k_len
    flat = torch.arange(q_len * n, device=device)
    row, column = torch.div(flat, max(n, 1), rounding_mode="floor"), flat % max(n, 1)
    return (row - column >= q_len - n).view(q_len, n)


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    is_pad = torch.isin(token_ids, torch.tensor([pad_id], device=token_ids.device, dtype=token_ids.dtype))
    return (
        torch.logical_not(is_pad).view(token_ids.shape[0], 1, 1, -1)
        if token_ids.numel()
        else torch.ones(token_ids.shape[0], 1, 1, token_ids.shape[1], dtype=torch.bool, device=token_ids.device)
    )


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    result = None
    for mask in filter(lambda m: m is not None, masks):
        result = mask if result is None else torch.minimum(result, mask)
    return result
