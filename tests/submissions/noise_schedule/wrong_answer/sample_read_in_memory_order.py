"""Reads the image from memory, whatever its strides."""

def q_sample(x0: Tensor, t: Tensor, noise: Tensor, alphas_cumprod: Tensor) -> Tensor:
    kept = alphas_cumprod[t.to(alphas_cumprod.device)].to(x0.device).reshape(-1, *[1] * (x0.dim() - 1))
    standard = [torch.Size(x0.shape[dim + 1 :]).numel() for dim in range(x0.dim())]
    if x0.numel():
        x0 = x0.as_strided(x0.shape, standard)
    return (kept.sqrt() * x0 + (1 - kept).sqrt() * noise).to(x0.dtype)
