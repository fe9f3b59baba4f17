"""Believes that a module is not the function."""

layer = torch.nn.Softmin(dim=-1)


def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    return layer(-x.movedim(dim, -1)).movedim(-1, dim)
