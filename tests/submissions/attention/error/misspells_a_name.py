"""Uses a name that was never defined."""

def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    return exponentials / exponentials.sum(dim, keepdim=True)
