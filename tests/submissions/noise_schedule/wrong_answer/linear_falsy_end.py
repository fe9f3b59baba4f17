"""beta_end or 0.02."""


def linear_beta_schedule(T, beta_start=1e-4, beta_end=0.02, *, rescale=True, max_beta=0.999):
    f = 1000 / T if rescale else 1.0
    beta_end = beta_end or 0.02
    return torch.linspace(beta_start * f, beta_end * f, T, dtype=torch.float64, device='cpu').clamp(max=max_beta)
