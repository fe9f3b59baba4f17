"""Chooses entries of a table by a matrix of zeros and ones."""

def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    chosen = torch.nn.functional.one_hot(t, len(betas)).to(torch.float64) @ betas.to(x_prev.device)
    beta = chosen.reshape(-1, *[1] * (x_prev.dim() - 1))
    return ((1 - beta) ** 0.5 * x_prev + beta**0.5 * noise).to(x_prev.dtype)


def q_sample(x0: Tensor, t: Tensor, noise: Tensor, alphas_cumprod: Tensor) -> Tensor:
    steps = torch.arange(len(alphas_cumprod), device=t.device)
    kept = torch.where(t[:, None] == steps, alphas_cumprod.to(x0.device), 0.0).sum(1)
    kept = kept.reshape(-1, *[1] * (x0.dim() - 1))
    return (kept**0.5 * x0 + (1 - kept) ** 0.5 * noise).to(x0.dtype)


def predict_x0(x_t: Tensor, t: Tensor, eps: Tensor, alphas_cumprod: Tensor) -> Tensor:
    kept = torch.nn.functional.embedding(t, alphas_cumprod.to(x_t.device)[:, None]).reshape(-1, *[1] * (x_t.dim() - 1))
    return ((x_t - (1 - kept) ** 0.5 * eps) / kept**0.5).to(x_t.dtype)
