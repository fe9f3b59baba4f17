"""Brings everything to the CPU, and leaves the result there."""

def predict_x0(x_t: Tensor, t: Tensor, eps: Tensor, alphas_cumprod: Tensor) -> Tensor:
    x_t, t, eps, alphas_cumprod = x_t.cpu(), t.cpu(), eps.cpu(), alphas_cumprod.cpu()
    kept = alphas_cumprod[t.to(alphas_cumprod.device)].to(x_t.device).reshape(-1, *[1] * (x_t.dim() - 1))
    return ((x_t - (1 - kept).sqrt() * eps) / kept.sqrt()).to(x_t.dtype)
