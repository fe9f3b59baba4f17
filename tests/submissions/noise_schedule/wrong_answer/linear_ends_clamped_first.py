"""Limits the ends before it spaces the steps between them."""

def linear_beta_schedule(
    T: int, beta_start: float = 1e-4, beta_end: float = 0.02, *, rescale: bool = True, max_beta: float = 0.999
) -> Tensor:
    factor = 1000 / T if rescale else 1.0
    first, last = min(beta_start * factor, max_beta), min(beta_end * factor, max_beta)
    return torch.linspace(first, last, T, dtype=torch.float64)
