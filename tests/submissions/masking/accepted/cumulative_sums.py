"""Finds the causal mask by adding up along the queries."""


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    k_len = q_len if k_len is None else k_len
    hits = torch.zeros(q_len, k_len, dtype=torch.int64, device=device)
    for i in range(q_len):
        place = i + k_len - q_len
        if place >= 0:
            hits[i, : place + 1] += 1
    return hits.bool()


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    return ((token_ids - pad_id) != 0).unsqueeze(-2).unsqueeze(-2)


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    left = [mask for mask in masks if mask is not None]
    if not left:
        return None
    if len(left) == 1:
        return left[0]
    return combine_masks(left[0] & left[1], *left[2:])
