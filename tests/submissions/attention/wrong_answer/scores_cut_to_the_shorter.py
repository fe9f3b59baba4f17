"""Compares as many components as both have."""

def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    precise = torch.promote_types(q.dtype, torch.float32)
    width = min(q.shape[-1], k.shape[-1])
    factor = width ** -0.5 if scale is None else scale
    return (q[..., :width].to(precise) @ k[..., :width].to(precise).transpose(-2, -1) * factor).to(q.dtype)
