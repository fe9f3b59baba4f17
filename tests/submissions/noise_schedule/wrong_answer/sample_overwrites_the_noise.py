"""Scales the caller's noise in place, outside of autograd."""

def q_sample(x0: Tensor, t: Tensor, noise: Tensor, alphas_cumprod: Tensor) -> Tensor:
    kept = alphas_cumprod[t.to(alphas_cumprod.device)].to(x0.device).reshape(-1, *[1] * (x0.dim() - 1))
    signal, spread = kept.sqrt(), (1 - kept).sqrt()
    with torch.no_grad():
        noise.mul_(spread)
    return (signal * x0 + noise).to(x0.dtype)
