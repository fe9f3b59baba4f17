"""Divides the roots, where powers are meant."""

def schedule_tables(betas: Tensor) -> dict[str, Tensor]:
    alphas = 1 - betas
    alphas_cumprod = alphas.cumprod(0)
    return {
        "alphas": alphas,
        "alphas_cumprod": alphas_cumprod,
        "alphas_cumprod_prev": torch.cat([torch.ones_like(betas[:1]), alphas_cumprod[:-1]]),
        "sqrt_alphas_cumprod": alphas_cumprod.sqrt(),
        "sqrt_one_minus_alphas_cumprod": (1 - alphas_cumprod).sqrt(),
        "snr": (alphas_cumprod / (1 - alphas_cumprod)).sqrt(),
    }
