"""Scales up the image, and not the noise that it takes away."""

def predict_x0(x_t: Tensor, t: Tensor, eps: Tensor, alphas_cumprod: Tensor) -> Tensor:
    kept = alphas_cumprod[t.to(alphas_cumprod.device)].to(x_t.device).reshape(-1, *[1] * (x_t.dim() - 1))
    return (x_t / kept.sqrt() - (1 - kept).sqrt() * eps).to(x_t.dtype)
