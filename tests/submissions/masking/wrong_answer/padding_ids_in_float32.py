"""Converts the ids to float32 before it compares."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    return (token_ids.float() != float(pad_id))[:, None, None, :]
