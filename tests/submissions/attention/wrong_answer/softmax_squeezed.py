"""Squeezes the result, and with it dimensions of one."""

def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    work = x.to(torch.promote_types(x.dtype, torch.float32))
    powers = (work - work.amax(dim, keepdim=True)).exp()
    return (powers / powers.sum(dim, keepdim=True)).squeeze().to(x.dtype)
