"""Detaches the keys that it scales itself."""

def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    p = torch.promote_types(q.dtype, torch.float32)
    if scale is not None:
        return (q.to(p) @ (k * scale).detach().to(p).mT).to(q.dtype)
    return (q.to(p) @ k.to(p).mT / math.sqrt(q.shape[-1])).to(q.dtype)
