"""Keeps the schedule of each length and forgets what else it was asked."""

schedules = {}


def cosine_beta_schedule(T: int, s: float = 0.008, max_beta: float = 0.999) -> Tensor:
    if T not in schedules:
        u = torch.arange(T + 1, dtype=torch.float64)
        f = torch.cos((u / T + s) / (1 + s) * (math.pi / 2)) ** 2
        schedules[T] = (1 - f[1:] / f[:-1]).clamp(max=max_beta)
    return schedules[T]
