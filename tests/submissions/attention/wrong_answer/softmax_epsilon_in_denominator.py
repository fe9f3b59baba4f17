"""Adds a small number to the sum, against division by zero."""

def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    work = x.to(torch.promote_types(x.dtype, torch.float32))
    powers = (work - work.amax(dim, keepdim=True)).exp()
    return (powers / (powers.sum(dim, keepdim=True) + 1e-6)).to(x.dtype)
