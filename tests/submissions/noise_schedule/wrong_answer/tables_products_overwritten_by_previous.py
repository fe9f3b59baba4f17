"""Shifts the products in place, so that they are lost."""

def schedule_tables(betas: Tensor) -> dict[str, Tensor]:
    alphas = 1 - betas
    alphas_cumprod = alphas.cumprod(0)
    previous = alphas_cumprod
    previous[1:] = alphas_cumprod[:-1].clone()
    previous[0] = 1
    one_minus = (1 - alphas_cumprod).clamp(min=1e-12)
    return {
        "alphas": alphas,
        "alphas_cumprod": alphas_cumprod,
        "alphas_cumprod_prev": previous,
        "sqrt_alphas_cumprod": alphas_cumprod.sqrt(),
        "sqrt_one_minus_alphas_cumprod": (1 - alphas_cumprod).sqrt(),
        "snr": alphas_cumprod / one_minus,
    }
