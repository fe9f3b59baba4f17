"""Returns logarithms of the weights."""

def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    work = x.to(torch.promote_types(x.dtype, torch.float32))
    return (work - work.logsumexp(dim, keepdim=True)).to(x.dtype)
