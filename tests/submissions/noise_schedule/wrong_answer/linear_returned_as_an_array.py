"""Returns a NumPy array."""

import numpy as np


def linear_beta_schedule(
    T: int, beta_start: float = 1e-4, beta_end: float = 0.02, *, rescale: bool = True, max_beta: float = 0.999
) -> Tensor:
    factor = 1000 / T if rescale else 1.0
    return np.clip(np.linspace(beta_start * factor, beta_end * factor, T), None, max_beta)
