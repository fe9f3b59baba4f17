"""Converts float16 to float32, and forgets that bfloat16 is half precision, too."""

def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    p = torch.float32 if q.dtype == torch.float16 else q.dtype
    s = q.shape[-1] ** -0.5 if scale is None else scale
    return (q.to(p) @ k.to(p).mT * s).to(q.dtype)
