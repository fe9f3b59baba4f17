"""Returns T + 1 betas, the first of which is 0."""

def cosine_beta_schedule(T: int, s: float = 0.008, max_beta: float = 0.999) -> Tensor:
    u = torch.arange(T + 1, dtype=torch.float64)
    f = torch.cos((u / T + s) / (1 + s) * (math.pi / 2)) ** 2
    return torch.cat([torch.zeros(1, dtype=torch.float64), 1 - f[1:] / f[:-1]]).clamp(max=max_beta)
