"""Writes every product as an einsum over named axes."""


def masked_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    wide = torch.promote_types(q.dtype, torch.float32)
    factor = 1 / math.sqrt(q.size(-1)) if scale is None else scale
    scores = torch.einsum("...id,...jd->...ij", q.to(wide) * factor, k.to(wide))
    weights = masked_softmax(scores, mask, dim=-1)
    return torch.einsum("...ij,...jd->...id", weights, v.to(wide)).to(q.dtype), weights.to(q.dtype)
