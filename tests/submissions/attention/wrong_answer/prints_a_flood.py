"""Prints megabytes, in its cell and in its answer, and returns zeros."""

for _ in range(2000):
    print("\033[2J" + "x" * 1000)


def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    print("y" * 1_000_000)
    return torch.zeros_like(x)
