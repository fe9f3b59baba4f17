"""Scales the keys in place when a scale is given."""

def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    precise = torch.promote_types(q.dtype, torch.float32)
    keys = k.to(precise)
    if scale is None:
        keys = keys / q.shape[-1] ** 0.5
    elif keys.requires_grad:
        keys = keys * scale
    else:
        keys.mul_(scale)
    return (q.to(precise) @ keys.transpose(-2, -1)).to(q.dtype)
