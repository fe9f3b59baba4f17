"""Believes that a dot product is a score as it stands."""

def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    wide = torch.promote_types(q.dtype, torch.float32)
    return (q.to(wide) @ k.to(wide).mT * (1.0 if scale is None else scale)).to(q.dtype)
