"""Lets beta itself rise along a cosine, up to the limit."""

def cosine_beta_schedule(T: int, s: float = 0.008, max_beta: float = 0.999) -> Tensor:
    u = torch.arange(1, T + 1, dtype=torch.float64)
    return max_beta * (1 - torch.cos((u / T + s) / (1 + s) * math.pi)) / 2
