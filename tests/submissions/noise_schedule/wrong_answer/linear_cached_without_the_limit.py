"""Keeps schedules by all arguments but the limit."""

schedules = {}


def linear_beta_schedule(
    T: int, beta_start: float = 1e-4, beta_end: float = 0.02, *, rescale: bool = True, max_beta: float = 0.999
) -> Tensor:
    key = (T, beta_start, beta_end, rescale)
    if key not in schedules:
        factor = 1000 / T if rescale else 1.0
        schedules[key] = torch.linspace(beta_start * factor, beta_end * factor, T, dtype=torch.float64).clamp(max=max_beta)
    return schedules[key]
