"""Subtracts the logarithm of the sum, so that nothing is divided."""

def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    work = x if x.dtype == torch.float64 else x.float()
    return (work - torch.logsumexp(work, dim, keepdim=True)).exp().to(x.dtype)
