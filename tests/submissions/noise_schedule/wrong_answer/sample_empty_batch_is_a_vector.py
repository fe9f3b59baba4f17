"""Answers an empty batch with an empty vector."""

def q_sample(x0: Tensor, t: Tensor, noise: Tensor, alphas_cumprod: Tensor) -> Tensor:
    if not len(t):
        return torch.zeros(0, dtype=x0.dtype, device=x0.device)
    kept = alphas_cumprod[t.to(alphas_cumprod.device)].to(x0.device).reshape(-1, *[1] * (x0.dim() - 1))
    return (kept.sqrt() * x0 + (1 - kept).sqrt() * noise).to(x0.dtype)
