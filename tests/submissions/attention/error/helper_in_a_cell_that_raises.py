"""Defines its helper after a line that raises."""

weights = torch.zeros(3) @ torch.zeros(4)


def shifted(x, dim):
    return x - x.amax(dim, keepdim=True)


def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    powers = shifted(x, dim).exp()
    return powers / powers.sum(dim, keepdim=True)
