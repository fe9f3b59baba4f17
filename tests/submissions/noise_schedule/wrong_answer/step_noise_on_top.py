"""Adds noise and leaves the image as loud as it was."""

def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    beta = betas[t.to(betas.device)].to(x_prev.device).reshape(-1, *[1] * (x_prev.dim() - 1))
    return (x_prev + beta.sqrt() * noise).to(x_prev.dtype)
