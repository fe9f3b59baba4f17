"""Counts how many masks allow an entry, and wants all of them."""


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    votes = [mask for mask in masks if mask is not None]
    if len(votes) < 1:
        return None
    return sum(mask.to(torch.int64) for mask in votes) == len(votes)


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    return (token_ids == pad_id).logical_not().reshape(token_ids.shape[0], 1, 1, token_ids.shape[1])
