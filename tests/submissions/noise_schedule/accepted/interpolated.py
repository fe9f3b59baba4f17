"""Lets torch interpolate between the ends, and turns alpha-bar into the ratio by logit."""

import torch.nn.functional as F


def linear_beta_schedule(
    T: int, beta_start: float = 1e-4, beta_end: float = 0.02, *, rescale: bool = True, max_beta: float = 0.999
) -> Tensor:
    factor = 1000 / T if rescale else 1.0
    ends = torch.tensor([[[beta_start * factor, beta_end * factor]]], dtype=torch.float64)
    betas = F.interpolate(ends, size=T, mode="linear", align_corners=True).flatten()
    return torch.min(betas, torch.full((T,), max_beta, dtype=torch.float64))


def schedule_tables(betas: Tensor) -> dict[str, Tensor]:
    alphas = torch.rsub(betas, 1)
    bars = alphas.log().cumsum(0).exp()
    return {
        "alphas": alphas,
        "alphas_cumprod": bars,
        "alphas_cumprod_prev": F.pad(bars, (1, 0), value=1.0)[:-1],
        "sqrt_alphas_cumprod": bars.pow(0.5),
        "sqrt_one_minus_alphas_cumprod": torch.rsub(bars, 1).pow(0.5),
        "snr": torch.logit(bars).exp(),
    }
