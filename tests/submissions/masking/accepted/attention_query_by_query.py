"""Asks one query after the other."""


def masked_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    wide = torch.promote_types(q.dtype, torch.float32)
    factor = q.shape[-1] ** -0.5 if scale is None else scale
    batch = torch.broadcast_shapes(q.shape[:-2], k.shape[:-2])
    if mask is not None:
        batch = torch.broadcast_shapes(batch, mask.shape[:-2])
        mask = mask.expand(*batch, q.shape[-2], k.shape[-2])
    keys, values = k.to(wide), v.to(wide)
    outs, rows = [], []
    for i in range(q.shape[-2]):
        one = q[..., i : i + 1, :].to(wide)
        row = masked_softmax(one @ keys.mT * factor, None if mask is None else mask[..., i : i + 1, :])
        rows.append(row)
        outs.append(row @ values)
    if not rows:
        weights = torch.zeros(*batch, 0, k.shape[-2], dtype=q.dtype, device=q.device)
        return weights.to(wide).matmul(values).to(q.dtype), weights
    return torch.cat(outs, -2).to(q.dtype), torch.cat(rows, -2).to(q.dtype)
