"""Takes the negative squared distance for the score."""

def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    wide = torch.promote_types(q.dtype, torch.float32)
    factor = q.shape[-1] ** -0.5 if scale is None else scale
    difference = q.to(wide).unsqueeze(-2) - k.to(wide).unsqueeze(-3)
    return (-0.5 * difference.square().sum(-1) * factor).to(q.dtype)
