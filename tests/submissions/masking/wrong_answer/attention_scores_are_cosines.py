"""Brings queries and keys to length 1 first."""


def masked_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    wide = torch.promote_types(q.dtype, torch.float32)
    factor = q.shape[-1] ** -0.5 if scale is None else scale
    scores = (
        torch.nn.functional.normalize(q.to(wide), dim=-1)
        @ torch.nn.functional.normalize(k.to(wide), dim=-1).mT
        * factor
    )
    weights = masked_softmax(scores, mask)
    return (weights @ v.to(wide)).to(q.dtype), weights.to(q.dtype)
