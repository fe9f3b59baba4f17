"""Raises whatever it is asked."""

def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    raise RuntimeError(f"this is what I was given: {x.tolist()}")
