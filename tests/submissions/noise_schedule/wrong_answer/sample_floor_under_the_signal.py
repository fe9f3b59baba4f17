"""Keeps alpha-bar above 1e-5 under the root."""

def q_sample(x0: Tensor, t: Tensor, noise: Tensor, alphas_cumprod: Tensor) -> Tensor:
    kept = alphas_cumprod[t.to(alphas_cumprod.device)].to(x0.device).reshape(-1, *[1] * (x0.dim() - 1))
    return (kept.clamp(min=1e-5).sqrt() * x0 + (1 - kept).sqrt() * noise).to(x0.dtype)
