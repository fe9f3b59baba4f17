"""Flattens the queries with view where all share one set of keys."""

def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    precise = torch.promote_types(q.dtype, torch.float32)
    factor = q.shape[-1] ** -0.5 if scale is None else scale
    if q.dim() > 2 and k.dim() == 2:
        flat = q.view(-1, q.shape[-1]).to(precise) @ k.to(precise).T * factor
        return flat.view(*q.shape[:-1], k.shape[0]).to(q.dtype)
    return (q.to(precise) @ k.to(precise).transpose(-2, -1) * factor).to(q.dtype)
