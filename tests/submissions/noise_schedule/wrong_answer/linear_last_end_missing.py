"""Steps as range does, without the last end."""

def linear_beta_schedule(
    T: int, beta_start: float = 1e-4, beta_end: float = 0.02, *, rescale: bool = True, max_beta: float = 0.999
) -> Tensor:
    factor = 1000 / T if rescale else 1.0
    share = torch.arange(T, dtype=torch.float64) / T
    return ((beta_start + (beta_end - beta_start) * share) * factor).clamp(max=max_beta)
