"""Keeps the schedule of each length and forgets what else it was asked."""

schedules = {}


def linear_beta_schedule(
    T: int, beta_start: float = 1e-4, beta_end: float = 0.02, *, rescale: bool = True, max_beta: float = 0.999
) -> Tensor:
    if T not in schedules:
        factor = 1000 / T if rescale else 1.0
        schedules[T] = torch.linspace(beta_start * factor, beta_end * factor, T, dtype=torch.float64).clamp(max=max_beta)
    return schedules[T]
