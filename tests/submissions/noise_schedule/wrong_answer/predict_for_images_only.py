"""Shapes the coefficients for images, (B, 1, 1, 1), whatever comes."""

def predict_x0(x_t: Tensor, t: Tensor, eps: Tensor, alphas_cumprod: Tensor) -> Tensor:
    kept = alphas_cumprod[t.to(alphas_cumprod.device)].to(x_t.device).view(-1, 1, 1, 1)
    return ((x_t - (1 - kept).sqrt() * eps) / kept.sqrt()).to(x_t.dtype)
