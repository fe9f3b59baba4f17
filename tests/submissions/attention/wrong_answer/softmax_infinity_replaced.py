"""Replaces -inf by -10, a number that seemed low enough."""

def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    work = x.to(torch.promote_types(x.dtype, torch.float32))
    work = torch.where(work == -torch.inf, -10.0, work)
    powers = (work - work.amax(dim, keepdim=True)).exp()
    return (powers / powers.sum(dim, keepdim=True)).to(x.dtype)
