"""Shapes the coefficients for images, (B, 1, 1, 1), whatever comes."""

def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    beta = betas[t.to(betas.device)].to(x_prev.device).view(-1, 1, 1, 1)
    return ((1 - beta).sqrt() * x_prev + beta.sqrt() * noise).to(x_prev.dtype)
