"""Divides by the first alpha, so that the table starts at 1."""

def schedule_tables(betas: Tensor) -> dict[str, Tensor]:
    alphas = 1 - betas
    alphas_cumprod = alphas.cumprod(0) / alphas[0]
    return {
        "alphas": alphas,
        "alphas_cumprod": alphas_cumprod,
        "alphas_cumprod_prev": torch.cat([torch.ones_like(betas[:1]), alphas_cumprod[:-1]]),
        "sqrt_alphas_cumprod": alphas_cumprod.sqrt(),
        "sqrt_one_minus_alphas_cumprod": (1 - alphas_cumprod).sqrt(),
        "snr": alphas_cumprod / (1 - alphas_cumprod).clamp(min=1e-12),
    }
