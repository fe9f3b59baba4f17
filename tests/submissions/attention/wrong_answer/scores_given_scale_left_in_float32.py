"""Forgets to go back to half precision where a scale is given."""

def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    p = torch.promote_types(q.dtype, torch.float32)
    if scale is not None:
        return q.to(p) @ k.to(p).mT * scale
    return (q.to(p) @ k.to(p).mT / math.sqrt(q.shape[-1])).to(q.dtype)
