"""Fills every mask entry by entry, and softens line by line."""


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    k_len = q_len if k_len is None else k_len
    mask = torch.zeros(q_len, k_len, dtype=torch.bool)
    for i in range(q_len):
        for j in range(k_len):
            if j - k_len <= i - q_len:
                mask[i, j] = True
    return mask if device is None else mask.to(device)


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    batch, length = token_ids.shape
    mask = torch.empty(batch, 1, 1, length, dtype=torch.bool, device=token_ids.device)
    for b in range(batch):
        for i in range(length):
            mask[b, 0, 0, i] = token_ids[b, i].item() != pad_id
    return mask


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype is not torch.bool:
        raise TypeError(mask.dtype)
    if mask is None:
        mask = torch.ones_like(scores, dtype=torch.bool)
    scores, mask = torch.broadcast_tensors(scores, mask)
    rows, allowed = scores.movedim(dim, -1), mask.movedim(dim, -1)
    length = rows.shape[-1]
    lines = []
    for row, line in zip(rows.reshape(-1, length), allowed.reshape(-1, length)) if rows.numel() else ():
        result = torch.zeros_like(row)
        if line.any():
            seen = line.nonzero().squeeze(-1)
            result = result.index_put((seen,), torch.softmax(row[seen], -1))
        lines.append(result)
    if not lines:
        return scores.clone()
    return torch.stack(lines).reshape(rows.shape).movedim(-1, dim)
