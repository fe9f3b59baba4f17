"""Marks the future first and turns the mask round."""


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    size = (q_len, q_len) if k_len is None else (q_len, k_len)
    future = torch.triu(torch.ones(size, device=device), diagonal=size[1] - size[0] + 1)
    return future == 0


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    padding = token_ids == pad_id
    return padding.logical_not()[:, None, None]


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    forbidden = [~mask for mask in masks if mask is not None]
    if not forbidden:
        return None
    union = forbidden[0]
    for other in forbidden[1:]:
        union = union | other
    return ~union
