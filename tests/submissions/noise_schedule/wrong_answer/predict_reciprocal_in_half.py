"""1/sqrt(ab) is rounded to the dtype of x_t."""


def predict_x0(x_t, t, eps, alphas_cumprod):
    b = alphas_cumprod.to(x_t.device)[t].reshape(-1, *[1] * (x_t.dim() - 1))
    d = torch.promote_types(x_t.dtype, torch.float32)
    A, B, X, E = (b).sqrt().to(d), (1 - b).sqrt().to(d), x_t.to(d), eps.to(d)
    A = 1 / (1 / A).to(x_t.dtype).to(d)
    return ((X - B * E) / A).to(x_t.dtype)
