"""Forgets keepdim, so that shapes fit only by luck."""

def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    work = x.to(torch.promote_types(x.dtype, torch.float32))
    powers = (work - work.amax(dim)).exp()
    return (powers / powers.sum(dim)).to(x.dtype)
