"""Returns rows of numbers, (B, the rest)."""

def predict_x0(x_t: Tensor, t: Tensor, eps: Tensor, alphas_cumprod: Tensor) -> Tensor:
    if x_t.dim() < 2 or not len(t):
        kept = alphas_cumprod[t.to(alphas_cumprod.device)].to(x_t.device).reshape(-1, *[1] * (x_t.dim() - 1))
        return ((x_t - (1 - kept).sqrt() * eps) / kept.sqrt()).to(x_t.dtype)
    kept = alphas_cumprod[t.to(alphas_cumprod.device)].to(x_t.device).unsqueeze(1)
    x_t, eps = x_t.flatten(1), eps.flatten(1)
    return ((x_t - (1 - kept).sqrt() * eps) / kept.sqrt()).to(x_t.dtype)
