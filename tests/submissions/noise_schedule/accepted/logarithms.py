"""Turns products into sums of logarithms, and roots into halves of them."""

def cosine_beta_schedule(T: int, s: float = 0.008, max_beta: float = 0.999) -> Tensor:
    u = torch.arange(T, dtype=torch.float64)
    logarithm = [2 * torch.cos((v / T + s) / (1 + s) * math.pi / 2).clamp(min=1e-300).log() for v in (u, u + 1)]
    return torch.minimum(-torch.expm1(logarithm[1] - logarithm[0]), torch.tensor(max_beta, dtype=torch.float64))


def schedule_tables(betas: Tensor) -> dict[str, Tensor]:
    logarithm = torch.log1p(-betas).cumsum(0)
    return {
        "alphas": torch.exp(torch.log1p(-betas)),
        "alphas_cumprod": logarithm.exp(),
        "alphas_cumprod_prev": torch.nn.functional.pad(logarithm[:-1], (1, 0)).exp(),
        "sqrt_alphas_cumprod": (0.5 * logarithm).exp(),
        "sqrt_one_minus_alphas_cumprod": (-torch.expm1(logarithm)).sqrt(),
        "snr": (logarithm - torch.log(-torch.expm1(logarithm))).exp(),
    }


def q_sample(x0: Tensor, t: Tensor, noise: Tensor, alphas_cumprod: Tensor) -> Tensor:
    logarithm = alphas_cumprod.log()[t.to(alphas_cumprod.device)].to(x0.device)
    logarithm = logarithm.reshape(-1, *[1] * (x0.dim() - 1))
    return ((0.5 * logarithm).exp() * x0 + (-torch.expm1(logarithm)).sqrt() * noise).to(x0.dtype)
