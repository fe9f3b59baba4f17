"""Views an image that may not be contiguous."""

def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    if x_prev.dim() > 1 and len(t):
        flat, other = x_prev.view(len(t), -1), noise.view(len(t), -1)
        beta = betas[t.to(betas.device)].to(x_prev.device).unsqueeze(1)
        shape = x_prev.shape
        x_prev, noise = flat, other
        return ((1 - beta).sqrt() * x_prev + beta.sqrt() * noise).view(shape).to(x_prev.dtype)
    beta = betas[t.to(betas.device)].to(x_prev.device).reshape(-1, *[1] * (x_prev.dim() - 1))
    return ((1 - beta).sqrt() * x_prev + beta.sqrt() * noise).to(x_prev.dtype)
