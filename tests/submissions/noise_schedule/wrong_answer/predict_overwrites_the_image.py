"""Computes in the caller's image, outside of autograd."""

def predict_x0(x_t: Tensor, t: Tensor, eps: Tensor, alphas_cumprod: Tensor) -> Tensor:
    kept = alphas_cumprod[t.to(alphas_cumprod.device)].to(x_t.device).reshape(-1, *[1] * (x_t.dim() - 1))
    signal, spread = kept.sqrt(), (1 - kept).sqrt()
    with torch.no_grad():
        x_t.sub_(spread * eps).div_(signal)
    return x_t.clone()
