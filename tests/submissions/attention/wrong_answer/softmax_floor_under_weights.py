"""Adds a small number to every weight, so that logarithms stay finite."""

def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    work = x.to(torch.promote_types(x.dtype, torch.float32))
    powers = (work - work.amax(dim, keepdim=True)).exp() + 1e-6
    return (powers / powers.sum(dim, keepdim=True)).to(x.dtype)
