"""Normalises queries and keys to length one first."""

def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    wide = torch.promote_types(q.dtype, torch.float32)
    factor = q.shape[-1] ** -0.5 if scale is None else scale
    unit = torch.nn.functional.normalize
    return (unit(q.to(wide), dim=-1) @ unit(k.to(wide), dim=-1).mT * factor).to(q.dtype)
