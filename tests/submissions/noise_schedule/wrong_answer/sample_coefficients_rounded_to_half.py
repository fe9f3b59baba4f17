"""Rounds the coefficients to the dtype of the image, and computes wide from there on."""

def q_sample(x0: Tensor, t: Tensor, noise: Tensor, alphas_cumprod: Tensor) -> Tensor:
    kept = alphas_cumprod[t.to(alphas_cumprod.device)].to(x0.device).reshape(-1, *[1] * (x0.dim() - 1))
    signal, spread = kept.sqrt().to(x0.dtype).double(), (1 - kept).sqrt().to(x0.dtype).double()
    return (signal * x0 + spread * noise).to(x0.dtype)
