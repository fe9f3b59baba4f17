"""Fills a fresh tensor, which lies on the CPU."""

def predict_x0(x_t: Tensor, t: Tensor, eps: Tensor, alphas_cumprod: Tensor) -> Tensor:
    kept = alphas_cumprod.to(x_t.device)[t].reshape(-1, *[1] * (x_t.dim() - 1))
    x0 = torch.zeros(x_t.shape, dtype=torch.float64)
    x0 += (x_t - (1 - kept).sqrt() * eps) / kept.sqrt()
    return x0.to(x_t.dtype)
