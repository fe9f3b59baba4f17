"""Divides by T - 1 with Python's numbers, which a single step makes a division by zero."""

def linear_beta_schedule(
    T: int, beta_start: float = 1e-4, beta_end: float = 0.02, *, rescale: bool = True, max_beta: float = 0.999
) -> Tensor:
    factor = 1000 / T if rescale else 1.0
    step = (beta_end - beta_start) / (T - 1)
    betas = [min((beta_start + i * step) * factor, max_beta) for i in range(T)]
    return torch.tensor(betas, dtype=torch.float64)
