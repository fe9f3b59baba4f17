"""Divides by the sum of the whole tensor."""

def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    work = x.to(torch.promote_types(x.dtype, torch.float32))
    powers = (work - work.amax(dim, keepdim=True)).exp()
    return (powers / powers.sum()).to(x.dtype)
