"""Multiplies with bmm, after joining the batch dimensions of each."""


def masked_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    wide = torch.promote_types(q.dtype, torch.float32)
    factor = q.shape[-1] ** -0.5 if scale is None else scale
    batch = q.shape[:-2]
    flat = [t.to(wide).reshape(-1, *t.shape[-2:]) for t in (q, k, v)]
    scores = (torch.bmm(flat[0], flat[1].mT) * factor).view(*batch, q.shape[-2], k.shape[-2])
    weights = masked_softmax(scores, mask)
    out = torch.bmm(weights.reshape(-1, *scores.shape[-2:]), flat[2]).view(*batch, q.shape[-2], v.shape[-1])
    return out.to(q.dtype), weights.to(q.dtype)
