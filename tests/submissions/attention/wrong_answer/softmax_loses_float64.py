"""Converts everything to float32, float64 too."""

def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    work = x.float()
    powers = (work - work.amax(dim, keepdim=True)).exp()
    return (powers / powers.sum(dim, keepdim=True)).to(x.dtype)
