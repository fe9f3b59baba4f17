"""Adds up in the logarithm, one score after the other."""

from functools import reduce


def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    work = x.to(torch.promote_types(x.dtype, torch.float32))
    log_total = reduce(torch.logaddexp, work.unbind(dim))
    return torch.exp(work - log_total.unsqueeze(dim)).to(x.dtype)
