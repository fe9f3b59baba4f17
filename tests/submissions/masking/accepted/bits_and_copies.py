"""Compares ids bit by bit, and joins masks in place in a copy of the full shape."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    return (token_ids.long() ^ pad_id).bool().view(len(token_ids), 1, 1, token_ids.size(-1))


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    present = [m for m in masks if m is not None]
    if present == []:
        return None
    shape = torch.broadcast_shapes(*[m.shape for m in present])
    out = present[0].expand(shape).clone()
    for m in present[1:]:
        out &= m
    return out
