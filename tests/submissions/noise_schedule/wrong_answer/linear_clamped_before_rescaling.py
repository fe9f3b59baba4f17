"""Limits the betas and multiplies them afterwards."""

def linear_beta_schedule(
    T: int, beta_start: float = 1e-4, beta_end: float = 0.02, *, rescale: bool = True, max_beta: float = 0.999
) -> Tensor:
    betas = torch.linspace(beta_start, beta_end, T, dtype=torch.float64).clamp(max=max_beta)
    return betas * (1000 / T) if rescale else betas
