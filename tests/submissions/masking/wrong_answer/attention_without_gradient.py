"""Computes under no_grad."""


def masked_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    with torch.no_grad():
        wide = torch.promote_types(q.dtype, torch.float32)
        factor = q.shape[-1] ** -0.5 if scale is None else scale
        scores = q.to(wide) @ k.to(wide).mT * factor
        weights = masked_softmax(scores, mask)
        return (weights @ v.to(wide)).to(q.dtype), weights.to(q.dtype)
