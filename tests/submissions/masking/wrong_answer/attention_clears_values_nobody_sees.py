"""Sets the values of keys that no query may see to zero, in place."""


def masked_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    precise = torch.promote_types(q.dtype, torch.float32)
    factor = q.shape[-1] ** -0.5 if scale is None else scale
    weights = masked_softmax(q.to(precise) @ k.to(precise).transpose(-2, -1) * factor, mask)
    if v.dim() == 2 and weights.dim() == 2 and not v.requires_grad:
        v[(weights == 0).all(0)] = 0
    return (weights @ v.to(precise)).to(q.dtype), weights.to(q.dtype)
