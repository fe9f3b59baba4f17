"""Saves memory by working in place, on tensors of its own."""

def linear_beta_schedule(
    T: int, beta_start: float = 1e-4, beta_end: float = 0.02, *, rescale: bool = True, max_beta: float = 0.999
) -> Tensor:
    betas = torch.linspace(beta_start, beta_end, T, dtype=torch.float64)
    if rescale:
        betas.mul_(1000).div_(T)
    return betas.clamp_(max=max_beta)


def cosine_beta_schedule(T: int, s: float = 0.008, max_beta: float = 0.999) -> Tensor:
    f = torch.arange(T + 1, dtype=torch.float64).div_(T).add_(s).div_(1 + s).mul_(math.pi / 2).cos_().square_()
    return f[1:].div(f[:-1]).neg_().add_(1).clamp_max_(max_beta)


def schedule_tables(betas: Tensor) -> dict[str, Tensor]:
    tables = {"alphas": betas.clone().neg_().add_(1)}
    bars = tables["alphas_cumprod"] = tables["alphas"].clone()
    for t in range(1, len(bars)):
        bars[t] *= bars[t - 1]
    previous = tables["alphas_cumprod_prev"] = bars.roll(1)
    previous[0] = 1.0
    tables["sqrt_alphas_cumprod"] = bars.clone().sqrt_()
    tables["sqrt_one_minus_alphas_cumprod"] = bars.neg().add_(1).sqrt_()
    tables["snr"] = bars / (1 - bars)
    return tables


def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    beta = betas[t.to(betas.device)].to(x_prev.device).reshape(-1, *[1] * (x_prev.dim() - 1))
    x_t = x_prev.double().clone()
    x_t *= (1 - beta).sqrt()
    x_t += beta.sqrt() * noise
    return x_t.to(x_prev.dtype)


def q_sample(x0: Tensor, t: Tensor, noise: Tensor, alphas_cumprod: Tensor) -> Tensor:
    kept = alphas_cumprod[t.to(alphas_cumprod.device)].to(x0.device).reshape(-1, *[1] * (x0.dim() - 1))
    return (x0 * kept.sqrt()).addcmul_(noise.double(), (1 - kept).sqrt()).to(x0.dtype)


def predict_x0(x_t: Tensor, t: Tensor, eps: Tensor, alphas_cumprod: Tensor) -> Tensor:
    kept = alphas_cumprod[t.to(alphas_cumprod.device)].to(x_t.device).reshape(-1, *[1] * (x_t.dim() - 1))
    return eps.double().mul((1 - kept).sqrt()).neg_().add_(x_t).div_(kept.sqrt()).to(x_t.dtype)
