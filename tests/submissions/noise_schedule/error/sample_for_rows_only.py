"""Shapes the coefficients for rows of numbers, (B, 1)."""

def q_sample(x0: Tensor, t: Tensor, noise: Tensor, alphas_cumprod: Tensor) -> Tensor:
    kept = alphas_cumprod[t.to(alphas_cumprod.device)].to(x0.device).unsqueeze(1)
    return (kept.sqrt() * x0 + (1 - kept).sqrt() * noise).to(x0.dtype)
