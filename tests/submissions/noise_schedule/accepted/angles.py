"""Knows that the two coefficients are cosine and sine of one angle."""

def cosine_beta_schedule(T: int, s: float = 0.008, max_beta: float = 0.999) -> Tensor:
    angle = (torch.linspace(0, 1, T + 1, dtype=torch.float64) + s) * (math.pi / 2 / (1 + s))
    before, after = angle[:-1], angle[1:]
    beta = torch.sin(after - before) * torch.sin(after + before) / torch.cos(before) ** 2
    return torch.where(beta > max_beta, torch.full_like(beta, max_beta), beta)


def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    angle = torch.asin(betas.sqrt())[t.to(betas.device)].to(x_prev.device)
    angle = angle.reshape(-1, *[1] * (x_prev.dim() - 1))
    return (angle.cos() * x_prev + angle.sin() * noise).to(x_prev.dtype)


def q_sample(x0: Tensor, t: Tensor, noise: Tensor, alphas_cumprod: Tensor) -> Tensor:
    angle = torch.atan2((1 - alphas_cumprod).sqrt(), alphas_cumprod.sqrt())[t.to(alphas_cumprod.device)].to(x0.device)
    angle = angle.reshape(-1, *[1] * (x0.dim() - 1))
    return (angle.cos() * x0 + angle.sin() * noise).to(x0.dtype)


def predict_x0(x_t: Tensor, t: Tensor, eps: Tensor, alphas_cumprod: Tensor) -> Tensor:
    tangent = ((1 - alphas_cumprod) / alphas_cumprod).sqrt()[t.to(alphas_cumprod.device)].to(x_t.device)
    tangent = tangent.reshape(-1, *[1] * (x_t.dim() - 1))
    return (torch.sqrt(1 + tangent**2) * x_t - tangent * eps).to(x_t.dtype)
