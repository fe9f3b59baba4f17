"""Brings everything to the CPU, and leaves the result there."""

def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    x_prev, t, noise, betas = x_prev.cpu(), t.cpu(), noise.cpu(), betas.cpu()
    beta = betas[t.to(betas.device)].to(x_prev.device).reshape(-1, *[1] * (x_prev.dim() - 1))
    return ((1 - beta).sqrt() * x_prev + beta.sqrt() * noise).to(x_prev.dtype)
