"""Returns float16 for both half precisions."""

def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    beta = betas[t.to(betas.device)].to(x_prev.device).reshape(-1, *[1] * (x_prev.dim() - 1))
    x_t = (1 - beta).sqrt() * x_prev + beta.sqrt() * noise
    return x_t.half() if x_prev.dtype == torch.bfloat16 else x_t.to(x_prev.dtype)
