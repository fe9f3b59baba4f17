"""Multiplies by the same factor at every step."""

def linear_beta_schedule(
    T: int, beta_start: float = 1e-4, beta_end: float = 0.02, *, rescale: bool = True, max_beta: float = 0.999
) -> Tensor:
    factor = 1000 / T if rescale else 1.0
    first, last = math.log10(beta_start * factor), math.log10(beta_end * factor)
    return torch.logspace(first, last, T, dtype=torch.float64).clamp(max=max_beta)
