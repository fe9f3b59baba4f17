"""Subtracts the maximum with an in-place operator."""

def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    x -= x.amax(dim, keepdim=True)
    powers = x.exp()
    return powers / powers.sum(dim, keepdim=True)
