"""Rescales the last beta and leaves the first alone."""

def linear_beta_schedule(
    T: int, beta_start: float = 1e-4, beta_end: float = 0.02, *, rescale: bool = True, max_beta: float = 0.999
) -> Tensor:
    last = beta_end * 1000 / T if rescale else beta_end
    return torch.linspace(beta_start, last, T, dtype=torch.float64).clamp(max=max_beta)
