"""Answers an empty batch with an empty tensor of the default dtype."""

def q_sample(x0: Tensor, t: Tensor, noise: Tensor, alphas_cumprod: Tensor) -> Tensor:
    if not len(x0):
        return torch.zeros(x0.shape, device=x0.device)
    kept = alphas_cumprod[t.to(alphas_cumprod.device)].to(x0.device).reshape(-1, *[1] * (x0.dim() - 1))
    return (kept.sqrt() * x0 + (1 - kept).sqrt() * noise).to(x0.dtype)
