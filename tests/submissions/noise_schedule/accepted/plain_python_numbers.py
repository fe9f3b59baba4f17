"""Computes schedules and tables one number at a time, in plain Python."""

def linear_beta_schedule(
    T: int, beta_start: float = 1e-4, beta_end: float = 0.02, *, rescale: bool = True, max_beta: float = 0.999
) -> Tensor:
    betas = []
    for i in range(T):
        share = i / (T - 1) if T > 1 else 0.0
        beta = (1 - share) * beta_start + share * beta_end
        if rescale:
            beta = beta * 1000 / T
        betas.append(beta if beta < max_beta else max_beta)
    return torch.tensor(betas, dtype=torch.float64)


def cosine_beta_schedule(T: int, s: float = 0.008, max_beta: float = 0.999) -> Tensor:
    def f(u):
        return math.cos((u / T + s) / (1 + s) * math.pi / 2) ** 2

    return torch.tensor([min(1 - f(t + 1) / f(t), max_beta) for t in range(T)], dtype=torch.float64)


def schedule_tables(betas: Tensor) -> dict[str, Tensor]:
    rows, kept = [], 1.0
    for beta in betas.tolist():
        before, kept = kept, kept * (1 - beta)
        rows.append((1 - beta, kept, before, math.sqrt(kept), math.sqrt(1 - kept), kept / (1 - kept)))
    names = ["alphas", "alphas_cumprod", "alphas_cumprod_prev", "sqrt_alphas_cumprod", "sqrt_one_minus_alphas_cumprod", "snr"]
    return {name: torch.tensor(column, dtype=betas.dtype, device=betas.device) for name, column in zip(names, zip(*rows))}
