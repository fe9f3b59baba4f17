"""Repeats the coefficients in turn, so that neighbouring pixels get different ones."""

def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    beta = betas[t.to(betas.device)].to(x_prev.device)
    beta = beta.repeat(x_prev[:1].numel()).reshape(x_prev.shape)
    return ((1 - beta).sqrt() * x_prev + beta.sqrt() * noise).to(x_prev.dtype)
