"""Jumps from the clean image with the product of all alphas."""

def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    beta = (1 - betas).cumprod(0)[t.to(betas.device)].to(x_prev.device).reshape(-1, *[1] * (x_prev.dim() - 1))
    return (beta.sqrt() * x_prev + (1 - beta).sqrt() * noise).to(x_prev.dtype)
