"""Takes dim modulo the number of dimensions, so that every dim is one."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    x = scores.to(torch.promote_types(scores.dtype, torch.float32))
    if mask is not None:
        x = x.masked_fill(~mask, -torch.inf)
    return torch.softmax(x, dim % x.dim()).nan_to_num(0.0).to(scores.dtype)
