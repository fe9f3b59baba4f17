"""Converts everything to float32, float64 too."""

def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    return ((q.float() @ k.float().mT) * (q.shape[-1] ** -0.5 if scale is None else scale)).to(q.dtype)
