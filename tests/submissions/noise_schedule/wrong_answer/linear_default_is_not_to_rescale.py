"""Rescales only where it is told to."""

def linear_beta_schedule(
    T: int, beta_start: float = 1e-4, beta_end: float = 0.02, *, rescale: bool = False, max_beta: float = 0.999
) -> Tensor:
    factor = 1000 / T if rescale else 1.0
    return torch.linspace(beta_start * factor, beta_end * factor, T, dtype=torch.float64).clamp(max=max_beta)
