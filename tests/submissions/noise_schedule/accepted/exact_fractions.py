"""Computes schedules in fractions, and rounds once at the end."""

from fractions import Fraction


def linear_beta_schedule(
    T: int, beta_start: float = 1e-4, beta_end: float = 0.02, *, rescale: bool = True, max_beta: float = 0.999
) -> Tensor:
    factor = Fraction(1000, T) if rescale else Fraction(1)
    first, last = Fraction(beta_start) * factor, Fraction(beta_end) * factor
    betas = [first + (last - first) * i / max(T - 1, 1) for i in range(T)]
    return torch.tensor([min(float(beta), max_beta) for beta in betas], dtype=torch.float64)


def schedule_tables(betas: Tensor) -> dict[str, Tensor]:
    kept, bars = Fraction(1), [1.0]
    for beta in betas.tolist():
        kept *= 1 - Fraction(beta)
        kept = kept.limit_denominator(2**80)
        bars.append(float(kept))
    bars = betas.new_tensor(bars)
    now, before = bars[1:], bars[:-1]
    return {
        "alphas": 1 - betas,
        "alphas_cumprod": now,
        "alphas_cumprod_prev": before,
        "sqrt_alphas_cumprod": now.sqrt(),
        "sqrt_one_minus_alphas_cumprod": (1 - now).sqrt(),
        "snr": 1 / (1 / now - 1),
    }
