"""Mixes by t / T and does not look into the table."""

def q_sample(x0: Tensor, t: Tensor, noise: Tensor, alphas_cumprod: Tensor) -> Tensor:
    kept = ((t + 1) / len(alphas_cumprod)).double().to(x0.device).reshape(-1, *[1] * (x0.dim() - 1))
    return ((1 - kept).sqrt() * x0 + kept.sqrt() * noise).to(x0.dtype)
