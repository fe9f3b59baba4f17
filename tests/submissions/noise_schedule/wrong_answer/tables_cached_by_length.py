"""Keeps the tables of each length and forgets whose they are."""

tables = {}


def schedule_tables(betas: Tensor) -> dict[str, Tensor]:
    if len(betas) not in tables:
        alphas = 1 - betas
        alphas_cumprod = alphas.cumprod(0)
        tables[len(betas)] = {
            "alphas": alphas,
            "alphas_cumprod": alphas_cumprod,
            "alphas_cumprod_prev": torch.cat([torch.ones_like(betas[:1]), alphas_cumprod[:-1]]),
            "sqrt_alphas_cumprod": alphas_cumprod.sqrt(),
            "sqrt_one_minus_alphas_cumprod": (1 - alphas_cumprod).sqrt(),
            "snr": alphas_cumprod / (1 - alphas_cumprod),
        }
    return tables[len(betas)]
