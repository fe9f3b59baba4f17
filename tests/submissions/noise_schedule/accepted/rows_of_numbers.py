"""Flattens every member to a row, and gives the result its shape back."""

def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    size = x_prev[:1].numel()
    rows, others = x_prev.reshape(len(t), size).double(), noise.reshape(len(t), size).double()
    beta = betas.to(x_prev.device)[t][:, None]
    return torch.addcmul(rows * (1 - beta).sqrt(), others, beta.sqrt()).reshape(x_prev.shape).to(x_prev.dtype)


def q_sample(x0: Tensor, t: Tensor, noise: Tensor, alphas_cumprod: Tensor) -> Tensor:
    size = math.prod(x0.shape[1:])
    rows, others = x0.reshape(len(t), size).double(), noise.reshape(len(t), size).double()
    kept = alphas_cumprod.to(x0.device)[t]
    return (torch.diag(kept.sqrt()) @ rows + torch.diag((1 - kept).sqrt()) @ others).reshape(x0.shape).to(x0.dtype)


def predict_x0(x_t: Tensor, t: Tensor, eps: Tensor, alphas_cumprod: Tensor) -> Tensor:
    rows, others = x_t.reshape(len(t), -1) if len(t) else x_t, eps.reshape(len(t), -1) if len(t) else eps
    if not len(t):
        return x_t.clone()
    kept = alphas_cumprod.to(x_t.device)[t].unsqueeze(1)
    return rows.double().sub((1 - kept).sqrt() * others).div(kept.sqrt()).reshape(x_t.shape).to(x_t.dtype)
