"""Brings everything to the CPU, and leaves the result there."""

def q_sample(x0: Tensor, t: Tensor, noise: Tensor, alphas_cumprod: Tensor) -> Tensor:
    x0, t, noise, alphas_cumprod = x0.cpu(), t.cpu(), noise.cpu(), alphas_cumprod.cpu()
    kept = alphas_cumprod[t.to(alphas_cumprod.device)].to(x0.device).reshape(-1, *[1] * (x0.dim() - 1))
    return (kept.sqrt() * x0 + (1 - kept).sqrt() * noise).to(x0.dtype)
