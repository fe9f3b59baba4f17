"""Turns the mask into a bias of logarithms after refusing what is not bool."""


def masked_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    wide = torch.promote_types(q.dtype, torch.float32)
    factor = q.shape[-1] ** -0.5 if scale is None else scale
    scores = q.to(wide) @ k.to(wide).mT * factor
    if mask is None:
        weights = torch.softmax(scores, -1)
    else:
        empty = ~mask.any(-1, keepdim=True)
        bias = (mask | empty).to(wide).log()
        weights = torch.softmax(scores + bias, -1) * (mask & ~empty)
    return (weights @ v.to(wide)).to(q.dtype), weights.to(q.dtype)
