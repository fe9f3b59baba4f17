"""Picks T of a thousand betas at equal distances from the first, and so misses the last."""

def linear_beta_schedule(
    T: int, beta_start: float = 1e-4, beta_end: float = 0.02, *, rescale: bool = True, max_beta: float = 0.999
) -> Tensor:
    factor = 1000 / T if rescale else 1.0
    betas = torch.linspace(beta_start * factor, beta_end * factor, 1000, dtype=torch.float64)
    return betas[torch.arange(T) * 1000 // T].clamp(max=max_beta)
