"""Subtracts the minimum where the maximum is meant."""

def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    work = x.to(torch.promote_types(x.dtype, torch.float32))
    powers = (work - work.amin(dim, keepdim=True)).exp()
    return (powers / powers.sum(dim, keepdim=True)).to(x.dtype)
