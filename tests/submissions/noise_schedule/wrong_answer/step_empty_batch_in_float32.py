"""Answers an empty batch with an empty tensor of the default dtype."""

def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    if not len(x_prev):
        return torch.zeros(x_prev.shape, device=x_prev.device)
    beta = betas[t.to(betas.device)].to(x_prev.device).reshape(-1, *[1] * (x_prev.dim() - 1))
    return ((1 - beta).sqrt() * x_prev + beta.sqrt() * noise).to(x_prev.dtype)
