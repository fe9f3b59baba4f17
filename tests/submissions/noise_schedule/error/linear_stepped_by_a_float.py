"""Lets arange count with a step of 0 where the ends are equal."""

def linear_beta_schedule(
    T: int, beta_start: float = 1e-4, beta_end: float = 0.02, *, rescale: bool = True, max_beta: float = 0.999
) -> Tensor:
    factor = 1000 / T if rescale else 1.0
    if T == 1:
        return torch.tensor([min(beta_start * factor, max_beta)], dtype=torch.float64)
    step = (beta_end - beta_start) * factor / (T - 1)
    return torch.arange(beta_start * factor, beta_end * factor + step / 2, step, dtype=torch.float64).clamp(max=max_beta)
