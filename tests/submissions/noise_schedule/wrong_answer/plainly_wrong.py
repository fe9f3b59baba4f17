"""Answers everything with random numbers: earns nothing, and is what attacks are built on."""


def linear_beta_schedule(
    T: int, beta_start: float = 1e-4, beta_end: float = 0.02, *, rescale: bool = True, max_beta: float = 0.999
) -> Tensor:
    return torch.rand(2)


def cosine_beta_schedule(T: int, s: float = 0.008, max_beta: float = 0.999) -> Tensor:
    return torch.rand(2)


def schedule_tables(betas: Tensor) -> dict[str, Tensor]:
    return {}


def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    return torch.rand(2)


def q_sample(x0: Tensor, t: Tensor, noise: Tensor, alphas_cumprod: Tensor) -> Tensor:
    return torch.rand(2)


def predict_x0(x_t: Tensor, t: Tensor, eps: Tensor, alphas_cumprod: Tensor) -> Tensor:
    return torch.rand(2)
