"""Looks tables up with gather, index_select and take."""

def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    beta = betas.to(x_prev.device).gather(0, t)
    while beta.dim() < x_prev.dim():
        beta = beta.unsqueeze(-1)
    return (torch.sqrt(1 - beta) * x_prev + torch.sqrt(beta) * noise).type_as(x_prev)


def q_sample(x0: Tensor, t: Tensor, noise: Tensor, alphas_cumprod: Tensor) -> Tensor:
    kept = torch.index_select(alphas_cumprod.to(x0.device), 0, t)
    kept = kept[(...,) + (None,) * (x0.ndim - 1)]
    return (kept**0.5 * x0 + (1 - kept) ** 0.5 * noise).type(x0.dtype)


def predict_x0(x_t: Tensor, t: Tensor, eps: Tensor, alphas_cumprod: Tensor) -> Tensor:
    kept = alphas_cumprod.to(x_t.device).take(t).view([len(t)] + [1] * (x_t.ndim - 1))
    return ((x_t - eps * (1 - kept).pow(0.5)) * kept.pow(-0.5)).to(dtype=x_t.dtype)
