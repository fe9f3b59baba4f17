"""Multiplies the rows of a triangle, and divides out what the product before a step lacks."""

def schedule_tables(betas: Tensor) -> dict[str, Tensor]:
    alphas = 1 - betas
    below = torch.ones(len(betas), len(betas), dtype=torch.bool, device=betas.device).tril()
    bars = torch.where(below, alphas, torch.ones_like(alphas)).prod(dim=1)
    signal, noise = torch.stack([bars, 1 - bars]).sqrt()
    return {
        "alphas": alphas,
        "alphas_cumprod": bars,
        "alphas_cumprod_prev": bars / alphas,
        "sqrt_alphas_cumprod": signal,
        "sqrt_one_minus_alphas_cumprod": noise,
        "snr": (signal / noise) ** 2,
    }
