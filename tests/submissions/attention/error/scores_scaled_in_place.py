"""Scales the queries with an in-place operator."""

def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    q *= q.shape[-1] ** -0.5 if scale is None else scale
    return q @ k.mT
