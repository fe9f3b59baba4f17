"""Takes the ends as they are, whatever rescale says."""

def linear_beta_schedule(
    T: int, beta_start: float = 1e-4, beta_end: float = 0.02, *, rescale: bool = True, max_beta: float = 0.999
) -> Tensor:
    return torch.linspace(beta_start, beta_end, T, dtype=torch.float64).clamp(max=max_beta)
