"""Computes each product wide, rounds it, and adds the rounded ones."""

def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    beta = betas[t.to(betas.device)].to(x_prev.device).reshape(-1, *[1] * (x_prev.dim() - 1))
    signal, spread = (1 - beta).sqrt(), beta.sqrt()
    wide = torch.float64
    return (signal.to(wide) * x_prev.to(wide)).to(x_prev.dtype) + (spread.to(wide) * noise.to(wide)).to(x_prev.dtype)
