"""Computes half precision in half precision."""

def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    return (q @ k.mT) * (q.shape[-1] ** -0.5 if scale is None else scale)
