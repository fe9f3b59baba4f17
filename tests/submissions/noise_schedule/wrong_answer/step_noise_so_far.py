"""Adds all the noise so far, not this step's."""

def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    so_far = (1 - (1 - betas).cumprod(0))[t.to(betas.device)].to(x_prev.device).reshape(-1, *[1] * (x_prev.dim() - 1))
    beta = betas[t.to(betas.device)].to(x_prev.device).reshape(-1, *[1] * (x_prev.dim() - 1))
    return ((1 - beta).sqrt() * x_prev + so_far.sqrt() * noise).to(x_prev.dtype)
