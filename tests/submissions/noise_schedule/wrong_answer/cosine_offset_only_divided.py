"""Divides by 1 + s and does not add the offset."""

def cosine_beta_schedule(T: int, s: float = 0.008, max_beta: float = 0.999) -> Tensor:
    u = torch.arange(T + 1, dtype=torch.float64)
    f = torch.cos(u / T / (1 + s) * (math.pi / 2)) ** 2
    return (1 - f[1:] / f[:-1]).clamp(max=max_beta)
