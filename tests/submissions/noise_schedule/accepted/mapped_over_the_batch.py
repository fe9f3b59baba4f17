"""Writes the function for one member, and maps it over the batch."""

def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    def one(beta, image, other):
        return torch.sqrt(1 - beta) * image + torch.sqrt(beta) * other

    if len(t) == 0:
        return torch.zeros_like(x_prev)
    beta = betas[t.to(betas.device)].to(x_prev.device)
    return torch.vmap(one)(beta, x_prev.double(), noise.double()).to(x_prev.dtype)


def q_sample(x0: Tensor, t: Tensor, noise: Tensor, alphas_cumprod: Tensor) -> Tensor:
    one = lambda kept, image, other: kept.sqrt() * image + (1 - kept).sqrt() * other
    if not t.numel():
        return x0.clone()
    return torch.vmap(one)(alphas_cumprod.to(x0.device)[t], x0.double(), noise.double()).to(x0.dtype)


def predict_x0(x_t: Tensor, t: Tensor, eps: Tensor, alphas_cumprod: Tensor) -> Tensor:
    if not t.numel():
        return x_t.clone()
    kept = alphas_cumprod.to(x_t.device)[t]
    solve = torch.vmap(lambda a, x, e: torch.linalg.solve_triangular(a.sqrt()[None, None], (x - (1 - a).sqrt() * e).reshape(1, -1), upper=False))
    return solve(kept, x_t.double(), eps.double()).reshape(x_t.shape).to(x_t.dtype)
