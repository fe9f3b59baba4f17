"""Converts image and noise to float32, also those in float64."""

def predict_x0(x_t: Tensor, t: Tensor, eps: Tensor, alphas_cumprod: Tensor) -> Tensor:
    kept = alphas_cumprod[t.to(alphas_cumprod.device)].to(x_t.device).reshape(-1, *[1] * (x_t.dim() - 1))
    return ((x_t.float() - (1 - kept).sqrt() * eps.float()) / kept.sqrt()).to(x_t.dtype)
