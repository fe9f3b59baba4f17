"""Limits the last beta and no other."""

def linear_beta_schedule(
    T: int, beta_start: float = 1e-4, beta_end: float = 0.02, *, rescale: bool = True, max_beta: float = 0.999
) -> Tensor:
    factor = 1000 / T if rescale else 1.0
    betas = torch.linspace(beta_start * factor, beta_end * factor, T, dtype=torch.float64)
    betas[-1] = min(betas[-1].item(), max_beta)
    return betas
