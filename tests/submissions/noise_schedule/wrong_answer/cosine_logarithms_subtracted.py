"""Takes the difference of logarithms for 1 minus the ratio."""

def cosine_beta_schedule(T: int, s: float = 0.008, max_beta: float = 0.999) -> Tensor:
    u = torch.arange(T + 1, dtype=torch.float64)
    f = torch.cos((u / T + s) / (1 + s) * (math.pi / 2)) ** 2
    return (f[:-1].log() - f[1:].log()).clamp(max=max_beta)
