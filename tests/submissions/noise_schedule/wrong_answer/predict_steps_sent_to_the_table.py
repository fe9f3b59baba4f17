"""Sends image and noise to where the table is, and leaves them there."""

def predict_x0(x_t: Tensor, t: Tensor, eps: Tensor, alphas_cumprod: Tensor) -> Tensor:
    x_t, t, eps = x_t.to(alphas_cumprod.device), t.to(alphas_cumprod.device), eps.to(alphas_cumprod.device)
    kept = alphas_cumprod[t.to(alphas_cumprod.device)].to(x_t.device).reshape(-1, *[1] * (x_t.dim() - 1))
    return ((x_t - (1 - kept).sqrt() * eps) / kept.sqrt()).to(x_t.dtype)
