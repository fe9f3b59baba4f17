"""Works in place, on tensors of its own."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    wide = torch.promote_types(scores.dtype, torch.float32)
    if mask is None:
        mask = torch.ones_like(scores, dtype=torch.bool)
    shape = torch.broadcast_shapes(scores.shape, mask.shape)
    work = scores.to(wide).expand(shape).clone()
    closed = ~mask.expand(shape)
    work[closed] = -torch.inf
    if work.shape[dim] == 0:
        return work.to(scores.dtype)
    with torch.no_grad():
        top = work.amax(dim, keepdim=True)
        top[top == -torch.inf] = 0.0
    powers = work.sub(top).exp()
    total = powers.sum(dim, keepdim=True)
    total[total == 0] = 1.0
    return powers.div(total).to(scores.dtype)
