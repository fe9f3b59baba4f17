"""Keeps the table of each length, and forgets whose it is."""

tables = {}


def predict_x0(x_t: Tensor, t: Tensor, eps: Tensor, alphas_cumprod: Tensor) -> Tensor:
    alphas_cumprod = tables.setdefault(len(alphas_cumprod), alphas_cumprod)
    kept = alphas_cumprod[t.to(alphas_cumprod.device)].to(x_t.device).reshape(-1, *[1] * (x_t.dim() - 1))
    return ((x_t - (1 - kept).sqrt() * eps) / kept.sqrt()).to(x_t.dtype)
