"""Takes the root in the caller's table, to save memory."""

def q_sample(x0: Tensor, t: Tensor, noise: Tensor, alphas_cumprod: Tensor) -> Tensor:
    device = alphas_cumprod.device
    spread = (1 - alphas_cumprod).sqrt()[t.to(device)].to(x0.device).reshape(-1, *[1] * (x0.dim() - 1))
    signal = alphas_cumprod.sqrt_()[t.to(device)].to(x0.device).reshape(-1, *[1] * (x0.dim() - 1))
    return (signal * x0 + spread * noise).to(x0.dtype)
