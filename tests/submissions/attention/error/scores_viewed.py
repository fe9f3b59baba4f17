"""Views arguments that may not be contiguous."""

def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    wide = torch.promote_types(q.dtype, torch.float32)
    factor = q.shape[-1] ** -0.5 if scale is None else scale
    rows = q.view(-1, q.shape[-1]).view(q.shape).to(wide)
    return (rows @ k.view(-1, k.shape[-1]).view(k.shape).to(wide).mT * factor).to(q.dtype)
