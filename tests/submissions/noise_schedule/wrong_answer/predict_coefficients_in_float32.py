"""Computes the coefficients in float32, also for images in float64."""

def predict_x0(x_t: Tensor, t: Tensor, eps: Tensor, alphas_cumprod: Tensor) -> Tensor:
    kept = alphas_cumprod[t.to(alphas_cumprod.device)].to(x_t.device).reshape(-1, *[1] * (x_t.dim() - 1))
    signal, spread = kept.sqrt().float().double(), (1 - kept).sqrt().float().double()
    return ((x_t - spread * eps) / signal).to(x_t.dtype)
