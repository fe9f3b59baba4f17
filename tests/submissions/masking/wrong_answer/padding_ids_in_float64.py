"""Compares ids as float64, which is exact only up to 2**53."""


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    return (token_ids.to(torch.float64) != float(pad_id))[:, None, None, :]
