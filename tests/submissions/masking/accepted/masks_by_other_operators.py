"""Uses operators that few people know."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    return (
        torch.eq(token_ids, pad_id).bitwise_not().unflatten(1, (1, 1, -1))
        if token_ids.shape[1]
        else (token_ids != pad_id)[:, None, None]
    )


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    (*rest,) = (m for m in masks if m is not None)
    if not rest:
        return None
    out = torch.ones((), dtype=torch.bool, device=rest[0].device)
    for m in rest:
        out = torch.where(m, out, False)
    return out
