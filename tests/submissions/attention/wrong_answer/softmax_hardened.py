"""Gives everything to the largest score."""

def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    work = x.to(torch.promote_types(x.dtype, torch.float32))
    best = (work == work.amax(dim, keepdim=True)).to(x.dtype)
    return best / best.sum(dim, keepdim=True)
