"""Takes this step's alpha out of the table, and undoes one step."""

def predict_x0(x_t: Tensor, t: Tensor, eps: Tensor, alphas_cumprod: Tensor) -> Tensor:
    kept = (alphas_cumprod / torch.cat([torch.ones_like(alphas_cumprod[:1]), alphas_cumprod[:-1]]))[t.to(alphas_cumprod.device)].to(x_t.device).reshape(-1, *[1] * (x_t.dim() - 1))
    return ((x_t - (1 - kept).sqrt() * eps) / kept.sqrt()).to(x_t.dtype)
