"""Raises alpha to the power of 1000 / T, in place of multiplying beta."""

def linear_beta_schedule(
    T: int, beta_start: float = 1e-4, beta_end: float = 0.02, *, rescale: bool = True, max_beta: float = 0.999
) -> Tensor:
    betas = torch.linspace(beta_start, beta_end, T, dtype=torch.float64)
    if rescale:
        betas = 1 - (1 - betas) ** (1000 / T)
    return betas.clamp(max=max_beta)
