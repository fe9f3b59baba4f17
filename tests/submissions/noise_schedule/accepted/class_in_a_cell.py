"""Keeps everything in a class, and lets functions call its methods."""

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Schedule:
    betas: Tensor

    @cached_property
    def alphas(self) -> Tensor:
        return torch.ones_like(self.betas) - self.betas

    @cached_property
    def bars(self) -> Tensor:
        return torch.cumprod(self.alphas, dim=-1)

    @property
    def before(self) -> Tensor:
        before = torch.empty_like(self.bars)
        before[0], before[1:] = 1, self.bars[:-1]
        return before

    @staticmethod
    def spread(values: Tensor, t: Tensor, like: Tensor) -> Tensor:
        return values[t.to(values.device)].to(like.device).reshape(t.shape + (1,) * (like.ndim - t.ndim)).expand_as(like)


def schedule_tables(betas: Tensor) -> dict[str, Tensor]:
    schedule = Schedule(betas)
    return dict(
        snr=schedule.bars / (1 - schedule.bars),
        alphas=schedule.alphas,
        alphas_cumprod=schedule.bars,
        alphas_cumprod_prev=schedule.before,
        sqrt_alphas_cumprod=schedule.bars.sqrt(),
        sqrt_one_minus_alphas_cumprod=(1 - schedule.bars).sqrt(),
    )


def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    beta = Schedule.spread(betas, t, x_prev)
    return torch.add(x_prev * torch.sqrt(1 - beta), noise * torch.sqrt(beta)).to(x_prev)


def q_sample(x0: Tensor, t: Tensor, noise: Tensor, alphas_cumprod: Tensor) -> Tensor:
    kept = Schedule.spread(alphas_cumprod, t, x0)
    return torch.add(x0 * torch.sqrt(kept), noise * torch.sqrt(1 - kept)).to(x0)


def predict_x0(x_t: Tensor, t: Tensor, eps: Tensor, alphas_cumprod: Tensor) -> Tensor:
    kept = Schedule.spread(alphas_cumprod, t, x_t)
    return torch.div(x_t - eps * torch.sqrt(1 - kept), torch.sqrt(kept)).to(x_t)
