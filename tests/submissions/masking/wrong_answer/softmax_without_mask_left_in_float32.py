"""Forgets to go back to half precision where there is no mask."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    x = scores.to(torch.promote_types(scores.dtype, torch.float32))
    if mask is None:
        return torch.softmax(x, dim)
    if mask.dtype != torch.bool:
        raise TypeError
    return torch.softmax(x.masked_fill(~mask, -torch.inf), dim).nan_to_num(0).to(scores.dtype)
