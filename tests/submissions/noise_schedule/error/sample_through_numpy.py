"""Computes in NumPy, which knows neither gradients nor bfloat16."""

import numpy as np


def q_sample(x0: Tensor, t: Tensor, noise: Tensor, alphas_cumprod: Tensor) -> Tensor:
    kept = alphas_cumprod[t.to(alphas_cumprod.device)].to(x0.device).reshape(-1, *[1] * (x0.dim() - 1))
    signal, spread = kept.sqrt().numpy(), (1 - kept).sqrt().numpy()
    x0_, noise_ = x0.numpy(), noise.numpy()
    return torch.from_numpy(np.asarray(signal * x0_ + spread * noise_)).to(x0.dtype)
