"""Calls torch's own softmax, which is not allowed here."""

def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    return torch.softmax(x, dim=dim)
