"""Takes the root in the caller's table, to save memory."""

def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    device = betas.device
    signal = (1 - betas).sqrt()[t.to(device)].to(x_prev.device).reshape(-1, *[1] * (x_prev.dim() - 1))
    spread = betas.sqrt_()[t.to(device)].to(x_prev.device).reshape(-1, *[1] * (x_prev.dim() - 1))
    return (signal * x_prev + spread * noise).to(x_prev.dtype)
