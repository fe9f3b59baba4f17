"""Returns the image as it is at t = 0, which it takes for the clean one."""

def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    betas = torch.cat([torch.zeros_like(betas[:1]), betas[1:]])
    beta = betas[t.to(betas.device)].to(x_prev.device).reshape(-1, *[1] * (x_prev.dim() - 1))
    return ((1 - beta).sqrt() * x_prev + beta.sqrt() * noise).to(x_prev.dtype)
