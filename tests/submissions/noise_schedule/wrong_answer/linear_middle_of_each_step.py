"""Takes the value in the middle of each of T steps."""

def linear_beta_schedule(
    T: int, beta_start: float = 1e-4, beta_end: float = 0.02, *, rescale: bool = True, max_beta: float = 0.999
) -> Tensor:
    factor = 1000 / T if rescale else 1.0
    share = (torch.arange(T, dtype=torch.float64) + 0.5) / T
    return ((beta_start + (beta_end - beta_start) * share) * factor).clamp(max=max_beta)
