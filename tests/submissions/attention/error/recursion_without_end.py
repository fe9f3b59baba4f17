"""Calls itself until Python gives up."""

def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    return stable_softmax(x - x.amax(dim, keepdim=True), dim)
