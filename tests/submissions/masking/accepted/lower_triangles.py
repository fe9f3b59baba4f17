"""Cuts the causal mask out of ones with tril, and masks with unsqueeze."""


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    if k_len is None:
        k_len = q_len
    return torch.ones(q_len, k_len, dtype=torch.bool, device=device).tril(diagonal=k_len - q_len)


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    return token_ids.ne(pad_id).unsqueeze(1).unsqueeze(1)


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    result = None
    for mask in masks:
        if mask is None:
            continue
        result = mask.clone() if result is None else torch.logical_and(result, mask)
    return result


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is None:
        return torch.softmax(scores, dim)
    if mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    lowest = torch.finfo(scores.dtype).min
    filled = scores.masked_fill(~mask, lowest)
    return torch.softmax(filled, dim).masked_fill(~mask, 0.0)
