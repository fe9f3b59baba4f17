"""Builds a tensor of many gigabytes."""

def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    return torch.ones(1 << 33, dtype=torch.float64)[: q.shape[-2], None]
