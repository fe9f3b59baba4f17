"""Keeps its helper in a cell that Python cannot read, so that it is never defined."""

exec("def shifted(x, dim):\n    return x - x.amax(dim, keepdim=True\n")


def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    powers = shifted(x, dim).exp()
    return powers / powers.sum(dim, keepdim=True)
