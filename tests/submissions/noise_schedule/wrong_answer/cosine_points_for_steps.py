"""Takes T points of the curve, which have T - 1 betas between them."""

def cosine_beta_schedule(T: int, s: float = 0.008, max_beta: float = 0.999) -> Tensor:
    u = torch.linspace(0, 1, T, dtype=torch.float64)
    f = torch.cos((u + s) / (1 + s) * (math.pi / 2)) ** 2
    return (1 - f[1:] / f[:-1]).clamp(max=max_beta)
