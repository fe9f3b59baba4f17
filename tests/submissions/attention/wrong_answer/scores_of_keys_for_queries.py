"""Multiplies the other way round: rows are keys, columns are queries."""

def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    wide = torch.promote_types(q.dtype, torch.float32)
    factor = q.shape[-1] ** -0.5 if scale is None else scale
    scores = k.to(wide) @ q.to(wide).mT * factor
    return (scores.reshape(*scores.shape[:-2], q.shape[-2], k.shape[-2])).to(q.dtype)
