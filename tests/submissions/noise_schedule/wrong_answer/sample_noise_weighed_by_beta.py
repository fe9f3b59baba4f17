"""Adds the noise of the last step alone."""

def q_sample(x0: Tensor, t: Tensor, noise: Tensor, alphas_cumprod: Tensor) -> Tensor:
    ratio = alphas_cumprod / torch.cat([torch.ones_like(alphas_cumprod[:1]), alphas_cumprod[:-1]])
    beta = (1 - ratio)[t.to(ratio.device)].to(x0.device).reshape(-1, *[1] * (x0.dim() - 1))
    kept = alphas_cumprod[t.to(alphas_cumprod.device)].to(x0.device).reshape(-1, *[1] * (x0.dim() - 1))
    return (kept.sqrt() * x0 + beta.sqrt() * noise).to(x0.dtype)
