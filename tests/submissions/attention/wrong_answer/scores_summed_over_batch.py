"""Lets the batch of the keys disappear into a sum."""

def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    wide = torch.promote_types(q.dtype, torch.float32)
    factor = q.shape[-1] ** -0.5 if scale is None else scale
    if k.dim() > 2:
        k = k.mean(dim=0, keepdim=True)
    return (q.to(wide) @ k.to(wide).mT * factor).to(q.dtype)
