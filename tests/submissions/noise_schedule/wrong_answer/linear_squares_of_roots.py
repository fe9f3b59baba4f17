"""Spaces the square roots evenly, as latent diffusion does."""

def linear_beta_schedule(
    T: int, beta_start: float = 1e-4, beta_end: float = 0.02, *, rescale: bool = True, max_beta: float = 0.999
) -> Tensor:
    factor = 1000 / T if rescale else 1.0
    roots = torch.linspace((beta_start * factor) ** 0.5, (beta_end * factor) ** 0.5, T, dtype=torch.float64)
    return roots.square().clamp(max=max_beta)
