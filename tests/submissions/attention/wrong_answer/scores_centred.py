"""Subtracts the mean of every row, to be on the safe side for the softmax."""

def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    wide = torch.promote_types(q.dtype, torch.float32)
    factor = q.shape[-1] ** -0.5 if scale is None else scale
    scores = q.to(wide) @ k.to(wide).mT * factor
    return (scores - scores.mean(-1, keepdim=True)).to(q.dtype)
