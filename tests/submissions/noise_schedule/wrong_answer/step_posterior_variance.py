"""Adds the variance of the way back, which knows the clean image."""

def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    bars = (1 - betas).cumprod(0)
    variance = betas * (1 - torch.cat([torch.ones_like(bars[:1]), bars[:-1]])) / (1 - bars)
    shape = (-1, *[1] * (x_prev.dim() - 1))
    beta = betas[t.to(betas.device)].to(x_prev.device).reshape(shape)
    spread = variance[t.to(betas.device)].to(x_prev.device).reshape(shape).sqrt()
    return ((1 - beta).sqrt() * x_prev + spread * noise).to(x_prev.dtype)
