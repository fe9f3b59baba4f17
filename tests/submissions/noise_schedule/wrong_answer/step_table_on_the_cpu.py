"""Looks up a table on the CPU with steps that may lie elsewhere."""

def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    beta = betas[t].to(x_prev.device).reshape(-1, *[1] * (x_prev.dim() - 1))
    return ((1 - beta).sqrt() * x_prev + beta.sqrt() * noise).to(x_prev.dtype)
