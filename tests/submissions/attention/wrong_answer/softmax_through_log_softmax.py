"""Believes that log_softmax does not count."""

def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    return torch.nn.functional.log_softmax(x, dim=dim).exp()
