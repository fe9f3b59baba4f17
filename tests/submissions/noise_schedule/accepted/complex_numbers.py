"""Rotates image + i * noise by an angle, and takes the real part."""

def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    angle = torch.atan2(betas.sqrt(), (1 - betas).sqrt())[t.to(betas.device)].to(x_prev.device)
    turn = torch.polar(torch.ones_like(angle), -angle).reshape(-1, *[1] * (x_prev.dim() - 1))
    return (torch.complex(x_prev.double(), noise.double()) * turn).real.to(x_prev.dtype)


def q_sample(x0: Tensor, t: Tensor, noise: Tensor, alphas_cumprod: Tensor) -> Tensor:
    kept = alphas_cumprod[t.to(alphas_cumprod.device)].to(x0.device).reshape(-1, *[1] * (x0.dim() - 1))
    coefficients = torch.complex(kept.sqrt(), -(1 - kept).sqrt())
    return (coefficients * torch.complex(x0.double(), noise.double())).real.to(x0.dtype)
