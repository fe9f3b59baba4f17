"""Looks up a table on the CPU with steps that may lie elsewhere."""

def q_sample(x0: Tensor, t: Tensor, noise: Tensor, alphas_cumprod: Tensor) -> Tensor:
    kept = alphas_cumprod[t].to(x0.device).reshape(-1, *[1] * (x0.dim() - 1))
    return (kept.sqrt() * x0 + (1 - kept).sqrt() * noise).to(x0.dtype)
