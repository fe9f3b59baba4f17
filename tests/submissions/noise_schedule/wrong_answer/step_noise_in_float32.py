"""Converts noise to float32, also that in float64."""

def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    beta = betas[t.to(betas.device)].to(x_prev.device).reshape(-1, *[1] * (x_prev.dim() - 1))
    return ((1 - beta).sqrt() * x_prev + beta.sqrt() * noise.float()).to(x_prev.dtype)
