"""Builds the tables first, and looks up the roots there."""

def q_sample(x0: Tensor, t: Tensor, noise: Tensor, alphas_cumprod: Tensor) -> Tensor:
    betas = 1 - alphas_cumprod / torch.cat([torch.ones_like(alphas_cumprod[:1]), alphas_cumprod[:-1]])
    tables = schedule_tables(betas)
    keep, add = (tables[name].to(x0.device)[t] for name in ("sqrt_alphas_cumprod", "sqrt_one_minus_alphas_cumprod"))
    keep, add = (part.view(len(t), *[1] * (x0.dim() - 1)) for part in (keep, add))
    return (keep * x0 + add * noise).to(x0.dtype)


def predict_x0(x_t: Tensor, t: Tensor, eps: Tensor, alphas_cumprod: Tensor) -> Tensor:
    shape = (len(t),) + (1,) * (x_t.dim() - 1)
    ratio = (alphas_cumprod / (1 - alphas_cumprod)).to(x_t.device)[t].view(shape)
    noise_level = (1 / (1 + ratio)).sqrt()
    return ((x_t - noise_level * eps) / (noise_level * ratio.sqrt())).to(x_t.dtype)
