"""Computes coefficients in float64, and images in float32 unless they are float64."""

def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    work = torch.float64 if x_prev.dtype == torch.float64 else torch.float32
    where = dict(device=x_prev.device, dtype=work)
    keep = torch.sqrt(1 - betas)[t.to(betas.device)].to(**where)
    add = torch.sqrt(betas)[t.to(betas.device)].to(**where)
    shape = (-1,) + (1,) * (x_prev.dim() - 1)
    return (keep.reshape(shape) * x_prev.to(work) + add.reshape(shape) * noise.to(work)).to(x_prev.dtype)


def q_sample(x0: Tensor, t: Tensor, noise: Tensor, alphas_cumprod: Tensor) -> Tensor:
    work = torch.float64 if x0.dtype == torch.float64 else torch.float32
    kept = alphas_cumprod[t.to(alphas_cumprod.device)].reshape((-1,) + (1,) * (x0.dim() - 1))
    keep, add = (part.sqrt().to(x0.device, work) for part in (kept, 1 - kept))
    return (keep * x0.to(work) + add * noise.to(work)).to(x0.dtype)


def predict_x0(x_t: Tensor, t: Tensor, eps: Tensor, alphas_cumprod: Tensor) -> Tensor:
    work = torch.float64 if x_t.dtype == torch.float64 else torch.float32
    kept = alphas_cumprod[t.to(alphas_cumprod.device)].reshape((-1,) + (1,) * (x_t.dim() - 1))
    grow, take = torch.rsqrt(kept).to(x_t.device, work), torch.sqrt(1 / kept - 1).to(x_t.device, work)
    return (grow * x_t.to(work) - take * eps.to(work)).to(x_t.dtype)
