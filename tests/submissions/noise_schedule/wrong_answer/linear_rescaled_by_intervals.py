"""Counts intervals where steps are meant: 999 / (T - 1)."""

def linear_beta_schedule(
    T: int, beta_start: float = 1e-4, beta_end: float = 0.02, *, rescale: bool = True, max_beta: float = 0.999
) -> Tensor:
    factor = 999 / max(T - 1, 1) if rescale else 1.0
    return torch.linspace(beta_start * factor, beta_end * factor, T, dtype=torch.float64).clamp(max=max_beta)
