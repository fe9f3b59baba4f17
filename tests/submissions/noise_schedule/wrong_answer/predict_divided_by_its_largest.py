"""Scales the result into the range of pixels where it is larger."""

def predict_x0(x_t: Tensor, t: Tensor, eps: Tensor, alphas_cumprod: Tensor) -> Tensor:
    kept = alphas_cumprod[t.to(alphas_cumprod.device)].to(x_t.device).reshape(-1, *[1] * (x_t.dim() - 1))
    result = (x_t - (1 - kept).sqrt() * eps) / kept.sqrt()
    largest = result.abs().amax().clamp(min=1) if result.numel() else 1
    return (result / largest).to(x_t.dtype)
