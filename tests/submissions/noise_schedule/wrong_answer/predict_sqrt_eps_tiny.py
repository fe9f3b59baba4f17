"""sqrt of at least 1e-12."""


def predict_x0(x_t, t, eps, alphas_cumprod):
    b = alphas_cumprod.to(x_t.device)[t].reshape(-1, *[1] * (x_t.dim() - 1))
    d = torch.promote_types(x_t.dtype, torch.float32)
    A, B, X, E = (b).clamp(min=1e-12).sqrt().to(d), (1 - b).clamp(min=1e-12).sqrt().to(d), x_t.to(d), eps.to(d)
    return ((X - B * E) / A).to(x_t.dtype)
