"""Goes through the batch in a loop and fills a fresh tensor."""

def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    x_t = torch.empty_like(x_prev)
    for member in range(len(x_prev)):
        beta = betas[int(t[member])].item()
        x_t[member] = math.sqrt(1 - beta) * x_prev[member].double() + math.sqrt(beta) * noise[member].double()
    return x_t


def q_sample(x0: Tensor, t: Tensor, noise: Tensor, alphas_cumprod: Tensor) -> Tensor:
    x_t = torch.zeros(x0.shape, dtype=x0.dtype, device=x0.device)
    for member, step in enumerate(t.tolist()):
        kept = float(alphas_cumprod[step])
        x_t[member] = (kept**0.5 * x0[member].double() + (1 - kept) ** 0.5 * noise[member].double()).to(x0.dtype)
    return x_t


def predict_x0(x_t: Tensor, t: Tensor, eps: Tensor, alphas_cumprod: Tensor) -> Tensor:
    images = []
    for image, step, guess in zip(x_t.double(), t, eps.double()):
        kept = alphas_cumprod[step.item()].item()
        images.append((image - guess * (1 - kept) ** 0.5) / kept**0.5)
    return torch.stack(images).to(x_t.dtype) if images else x_t.clone()
