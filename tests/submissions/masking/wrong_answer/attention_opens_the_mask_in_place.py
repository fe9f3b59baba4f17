"""Inverts the mask in place, to fill with it."""


def masked_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    wide = torch.promote_types(q.dtype, torch.float32)
    factor = q.shape[-1] ** -0.5 if scale is None else scale
    scores = q.to(wide) @ k.to(wide).mT * factor
    if mask is not None:
        mask.logical_not_()
        scores = scores.masked_fill(mask, -torch.inf).masked_fill(mask.all(-1, keepdim=True), 0.0)
        weights = torch.softmax(scores, -1).masked_fill(mask, 0.0)
    else:
        weights = torch.softmax(scores, -1)
    return (weights @ v.to(wide)).to(q.dtype), weights.to(q.dtype)
