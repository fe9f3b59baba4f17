"""Keeps differences above -20, so that nothing is ever quite 0."""

def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    work = x.to(torch.promote_types(x.dtype, torch.float32))
    powers = (work - work.amax(dim, keepdim=True)).clamp(min=-20).exp()
    return (powers / powers.sum(dim, keepdim=True)).to(x.dtype)
