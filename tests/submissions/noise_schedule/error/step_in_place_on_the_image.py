"""Computes in the caller's image, with in-place operators."""

def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    beta = betas[t.to(betas.device)].to(x_prev.device).reshape(-1, *[1] * (x_prev.dim() - 1))
    signal, spread = (1 - beta).sqrt().to(x_prev.dtype), beta.sqrt().to(x_prev.dtype)
    x_prev *= signal
    x_prev += spread * noise
    return x_prev
