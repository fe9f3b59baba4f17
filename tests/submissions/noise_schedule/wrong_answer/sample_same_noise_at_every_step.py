"""Walks step by step and adds the same noise each time."""

def q_sample(x0: Tensor, t: Tensor, noise: Tensor, alphas_cumprod: Tensor) -> Tensor:
    alphas = alphas_cumprod / torch.cat([torch.ones_like(alphas_cumprod[:1]), alphas_cumprod[:-1]])
    x_t = x0.double()
    for step, alpha in enumerate(alphas.tolist()):
        walking = (t >= step).reshape(-1, *[1] * (x0.dim() - 1))
        x_t = torch.where(walking, alpha**0.5 * x_t + (1 - alpha) ** 0.5 * noise, x_t)
    return x_t.to(x0.dtype)
