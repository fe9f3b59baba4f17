"""Leaves prints, asserts and an experiment behind; the answers are right."""

experiment = torch.rand(3)
print("warming up", experiment.shape)


def linear_beta_schedule(
    T: int, beta_start: float = 1e-4, beta_end: float = 0.02, *, rescale: bool = True, max_beta: float = 0.999
) -> Tensor:
    assert T >= 1
    print("T =", T)
    factor = 1000 / T if rescale else 1.0
    return torch.linspace(beta_start * factor, beta_end * factor, T, dtype=torch.float64).clamp(max=max_beta)


def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    assert x_prev.shape == noise.shape
    assert t.dtype == torch.int64 and t.shape == x_prev.shape[:1], (t.dtype, t.shape)
    beta = betas[t.to(betas.device)].to(x_prev.device)
    beta = beta.view(beta.shape + torch.Size([1] * (x_prev.dim() - 1)))
    assert beta.dtype == torch.float64
    return ((1 - beta).sqrt() * x_prev + beta.sqrt() * noise).to(x_prev.dtype)
