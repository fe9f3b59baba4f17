"""Shifts and scales the noise to mean 0 and variance 1."""

def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    if noise.numel() > 1:
        noise = (noise - noise.mean()) / noise.std().clamp(min=1e-6)
    beta = betas[t.to(betas.device)].to(x_prev.device).reshape(-1, *[1] * (x_prev.dim() - 1))
    return ((1 - beta).sqrt() * x_prev + beta.sqrt() * noise).to(x_prev.dtype)
