"""Adds the same step again and again, and multiplies up with itertools."""

from itertools import accumulate, pairwise
from operator import mul


def linear_beta_schedule(
    T: int, beta_start: float = 1e-4, beta_end: float = 0.02, *, rescale: bool = True, max_beta: float = 0.999
) -> Tensor:
    factor = 1000 / T if rescale else 1.0
    step = (beta_end - beta_start) * factor / (T - 1) if T > 1 else 0.0
    betas = accumulate([beta_start * factor] + [step] * (T - 1))
    return torch.tensor([min(beta, max_beta) for beta in betas], dtype=torch.float64)


def cosine_beta_schedule(T: int, s: float = 0.008, max_beta: float = 0.999) -> Tensor:
    curve = [math.cos((u / T + s) / (1 + s) * math.pi / 2) ** 2 for u in range(T + 1)]
    return torch.tensor([min((now - after) / now, max_beta) for now, after in pairwise(curve)], dtype=torch.float64)


def schedule_tables(betas: Tensor) -> dict[str, Tensor]:
    alphas = [1 - beta for beta in betas.tolist()]
    bars = list(accumulate(alphas, mul))
    lost = [1 - bar for bar in bars]
    tables = {"alphas": alphas, "alphas_cumprod": bars, "alphas_cumprod_prev": [1.0] + bars[:-1]}
    tables["sqrt_alphas_cumprod"] = [bar**0.5 for bar in bars]
    tables["sqrt_one_minus_alphas_cumprod"] = [one**0.5 for one in lost]
    tables["snr"] = [bar / one for bar, one in zip(bars, lost)]
    return {name: betas.new_tensor(values) for name, values in tables.items()}
