"""Puts the smaller end first, whatever the caller wants."""

def linear_beta_schedule(
    T: int, beta_start: float = 1e-4, beta_end: float = 0.02, *, rescale: bool = True, max_beta: float = 0.999
) -> Tensor:
    factor = 1000 / T if rescale else 1.0
    first, last = sorted((beta_start * factor, beta_end * factor))
    return torch.linspace(first, last, T, dtype=torch.float64).clamp(max=max_beta)
