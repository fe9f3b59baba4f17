"""Runs over the line once, with a running maximum and a running sum."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    x = scores.to(torch.promote_types(scores.dtype, torch.float32))
    if mask is None:
        mask = torch.ones_like(scores, dtype=torch.bool)
    x, mask = torch.broadcast_tensors(x, mask)
    x = torch.where(mask, x, -torch.inf)
    if x.shape[dim] == 0:
        return x.to(scores.dtype)
    steps = x.unbind(dim)
    top = torch.full_like(steps[0], -torch.inf).detach()
    for step in steps:
        top = torch.maximum(top, step.detach())
    top = torch.where(top == -torch.inf, 0.0, top)
    powers = [torch.exp(step - top) for step in steps]
    total = torch.zeros_like(powers[0])
    for power in powers:
        total = total + power
    total = torch.where(total == 0, 1.0, total)
    return torch.stack([power / total for power in powers], dim).to(scores.dtype)
