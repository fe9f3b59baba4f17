"""Converts the table to float32 before it takes roots."""

def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    beta = betas.float()[t.to(betas.device)].double().to(x_prev.device).reshape(-1, *[1] * (x_prev.dim() - 1))
    return ((1 - beta).sqrt() * x_prev + beta.sqrt() * noise).to(x_prev.dtype)
