"""Knows images and rows of numbers, and nothing between."""

def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    beta = betas[t.to(betas.device)].to(x_prev.device)
    if x_prev.dim() == 4:
        beta = beta[:, None, None, None]
    elif x_prev.dim() > 1:
        beta = beta[:, None]
    return ((1 - beta).sqrt() * x_prev + beta.sqrt() * noise).to(x_prev.dtype)
