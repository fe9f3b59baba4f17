"""Takes the squared cosine by the half-angle formula, and limits alpha from below in place of beta from above."""

def linear_beta_schedule(
    T: int, beta_start: float = 1e-4, beta_end: float = 0.02, *, rescale: bool = True, max_beta: float = 0.999
) -> Tensor:
    i = torch.arange(T, dtype=torch.float64)
    betas = torch.lerp(torch.tensor(beta_start, dtype=torch.float64), torch.tensor(beta_end, dtype=torch.float64), i / max(T - 1, 1))
    alphas = 1 - betas * (1000.0 / T if rescale else 1)
    return 1 - alphas.clamp_min(1 - max_beta)


def cosine_beta_schedule(T: int, s: float = 0.008, max_beta: float = 0.999) -> Tensor:
    bars = torch.stack([0.5 + 0.5 * torch.cos(torch.tensor(math.pi * (u / T + s) / (1 + s), dtype=torch.float64)) for u in range(T + 1)])
    bars = bars / bars[0].clone()
    return 1 - torch.maximum(bars[1:] / bars[:-1], torch.tensor(1 - max_beta, dtype=torch.float64))
