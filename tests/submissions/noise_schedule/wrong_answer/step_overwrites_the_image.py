"""Computes in the caller's image, outside of autograd."""

def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    beta = betas[t.to(betas.device)].to(x_prev.device).reshape(-1, *[1] * (x_prev.dim() - 1))
    signal, spread = (1 - beta).sqrt(), beta.sqrt()
    with torch.no_grad():
        x_prev.mul_(signal).add_(spread * noise)
    return x_prev.clone()
