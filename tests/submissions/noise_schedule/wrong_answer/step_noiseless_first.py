"""Adds no noise at t = 0, as samplers do on the way back."""

def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    beta = betas[t.to(betas.device)].to(x_prev.device).reshape(-1, *[1] * (x_prev.dim() - 1))
    return ((1 - beta).sqrt() * x_prev + (t > 0).reshape(beta.shape) * beta.sqrt() * noise).to(x_prev.dtype)
