"""Multiplies members with their coefficients by einsum."""

def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    beta = betas[t.to(betas.device)].to(x_prev.device)
    scaled = [torch.einsum("b,b...->b...", c, x.double()) for c, x in ((torch.sqrt(1 - beta), x_prev), (beta.sqrt(), noise))]
    return sum(scaled).to(x_prev.dtype)


def q_sample(x0: Tensor, t: Tensor, noise: Tensor, alphas_cumprod: Tensor) -> Tensor:
    kept = alphas_cumprod[t.to(alphas_cumprod.device)].to(x0.device)
    pairs = torch.stack([kept.sqrt(), (1 - kept).sqrt()], dim=1)
    both = torch.stack([x0.double(), noise.double()], dim=1)
    return torch.einsum("bk,bk...->b...", pairs, both).to(x0.dtype)


def predict_x0(x_t: Tensor, t: Tensor, eps: Tensor, alphas_cumprod: Tensor) -> Tensor:
    kept = alphas_cumprod[t.to(alphas_cumprod.device)].to(x_t.device)
    clean = x_t.double() - torch.einsum("b,b...->b...", torch.sqrt(1 - kept), eps.double())
    return torch.einsum("b...,b->b...", clean, kept.rsqrt()).to(x_t.dtype)
