"""Computes the schedules and the tables in NumPy, and looks the coefficients up there."""

import numpy as np


def linear_beta_schedule(
    T: int, beta_start: float = 1e-4, beta_end: float = 0.02, *, rescale: bool = True, max_beta: float = 0.999
) -> Tensor:
    factor = 1000 / T if rescale else 1.0
    return torch.from_numpy(np.minimum(np.linspace(beta_start, beta_end, T) * factor, max_beta))


def cosine_beta_schedule(T: int, s: float = 0.008, max_beta: float = 0.999) -> Tensor:
    curve = np.cos((np.arange(T + 1) / T + s) / (1 + s) * np.pi / 2) ** 2
    return torch.from_numpy(np.clip(1 - curve[1:] / curve[:-1], a_min=None, a_max=max_beta))


def schedule_tables(betas: Tensor) -> dict[str, Tensor]:
    b = betas.cpu().numpy()
    bars = np.cumprod(1.0 - b)
    tables = {
        "alphas": 1.0 - b,
        "alphas_cumprod": bars,
        "alphas_cumprod_prev": np.append(1.0, bars[:-1]),
        "sqrt_alphas_cumprod": np.sqrt(bars),
        "sqrt_one_minus_alphas_cumprod": np.sqrt(1.0 - bars),
        "snr": bars / (1.0 - bars),
    }
    return {name: torch.from_numpy(table).to(betas.device) for name, table in tables.items()}


def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    picked = betas.cpu().numpy()[t.cpu().numpy()].reshape(-1, *(1,) * (x_prev.ndim - 1))
    keep, add = (torch.from_numpy(np.sqrt(part)).to(x_prev.device) for part in (1 - picked, picked))
    return (keep * x_prev.double() + add * noise.double()).to(x_prev.dtype)


def q_sample(x0: Tensor, t: Tensor, noise: Tensor, alphas_cumprod: Tensor) -> Tensor:
    picked = alphas_cumprod.cpu().numpy()[t.cpu().numpy()].reshape(-1, *(1,) * (x0.ndim - 1))
    keep, add = (torch.from_numpy(np.sqrt(part)).to(x0.device) for part in (picked, 1 - picked))
    return (keep * x0.double() + add * noise.double()).to(x0.dtype)


def predict_x0(x_t: Tensor, t: Tensor, eps: Tensor, alphas_cumprod: Tensor) -> Tensor:
    picked = alphas_cumprod.cpu().numpy()[t.cpu().numpy()].reshape(-1, *(1,) * (x_t.ndim - 1))
    keep, add = (torch.from_numpy(np.sqrt(part)).to(x_t.device) for part in (picked, 1 - picked))
    return ((x_t.double() - add * eps.double()) / keep).to(x_t.dtype)
