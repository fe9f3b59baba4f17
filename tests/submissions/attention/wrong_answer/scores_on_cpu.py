"""Makes a tensor of the default scale, always on the CPU."""

def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    wide = torch.promote_types(q.dtype, torch.float32)
    scales = torch.full((q.shape[-2], 1), q.shape[-1] ** -0.5 if scale is None else scale, dtype=wide)
    return (scales * (q.to(wide) @ k.to(wide).mT)).to(q.dtype)
