"""Believes that reshaping (Lk, D) to (D, Lk) transposes it."""

def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    wide = torch.promote_types(q.dtype, torch.float32)
    factor = q.shape[-1] ** -0.5 if scale is None else scale
    turned = k.to(wide).reshape(*k.shape[:-2], k.shape[-1], k.shape[-2])
    return (q.to(wide) @ turned * factor).to(q.dtype)
