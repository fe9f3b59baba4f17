"""Keeps its tables in an OrderedDict, and in an order of its own."""

from collections import OrderedDict


def schedule_tables(betas: Tensor) -> dict[str, Tensor]:
    kept = torch.cat([torch.ones_like(betas[:1]), 1 - betas]).cumprod(0)
    tables = OrderedDict(alphas_cumprod_prev=kept[:-1], alphas_cumprod=kept[1:], snr=kept[1:] / (1 - kept[1:]))
    tables["sqrt_one_minus_alphas_cumprod"] = (1 - kept[1:]).sqrt()
    tables["sqrt_alphas_cumprod"] = kept[1:].sqrt()
    tables["alphas"] = 1 - betas
    return tables
