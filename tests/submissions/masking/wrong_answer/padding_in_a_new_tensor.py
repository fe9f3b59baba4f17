"""Fills a new mask on the CPU, sentence by sentence."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    mask = torch.zeros(token_ids.shape, dtype=torch.bool)
    for row, ids in enumerate(token_ids):
        mask[row] = ids != pad_id
    return mask[:, None, None, :]
