"""Goes through the batch one by one, and stacks an empty list where there is none."""

def predict_x0(x_t: Tensor, t: Tensor, eps: Tensor, alphas_cumprod: Tensor) -> Tensor:
    results = []
    for image, other, step in zip(x_t, eps, t.tolist()):
        kept = alphas_cumprod[step].item()
        results.append((image.double() - (1 - kept) ** 0.5 * other.double()) / kept**0.5)
    return torch.stack(results).to(x_t.dtype)
