"""Makes the whole square and keeps the last rows; pads it where there are more queries than keys."""


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    if k_len is None:
        k_len = q_len
    square = torch.ones(k_len, k_len, dtype=torch.bool, device=device).tril()
    if q_len <= k_len:
        return square[k_len - q_len :]
    return torch.cat([torch.zeros(q_len - k_len, k_len, dtype=torch.bool, device=device), square])


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    present = tuple(mask for mask in masks if torch.is_tensor(mask))
    if len(present) == 0:
        return None
    return torch.stack(torch.broadcast_tensors(*present)).all(dim=0)
