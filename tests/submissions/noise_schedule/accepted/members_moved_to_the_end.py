"""Moves the batch to the end, where coefficients broadcast by themselves."""

def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    beta = betas[t.to(betas.device)].to(x_prev.device)
    x_t = (1 - beta).sqrt() * x_prev.movedim(0, -1) + beta.sqrt() * noise.movedim(0, -1)
    return x_t.movedim(-1, 0).to(x_prev.dtype)


def q_sample(x0: Tensor, t: Tensor, noise: Tensor, alphas_cumprod: Tensor) -> Tensor:
    kept = alphas_cumprod[t.to(alphas_cumprod.device)].to(x0.device)
    x_t = kept.sqrt() * x0.movedim(0, -1) + (1 - kept).sqrt() * noise.movedim(0, -1)
    return x_t.movedim(-1, 0).contiguous().to(x0.dtype)


def predict_x0(x_t: Tensor, t: Tensor, eps: Tensor, alphas_cumprod: Tensor) -> Tensor:
    kept = alphas_cumprod[t.to(alphas_cumprod.device)].to(x_t.device)
    x0 = (x_t.movedim(0, -1) - (1 - kept).sqrt() * eps.movedim(0, -1)) / kept.sqrt()
    return x0.movedim(-1, 0).to(x_t.dtype)
