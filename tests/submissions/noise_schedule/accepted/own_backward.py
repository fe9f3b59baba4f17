"""Brings its own autograd functions."""


class Mix(torch.autograd.Function):
    """a * x + b * y, and its gradients to x and y."""

    @staticmethod
    def forward(ctx, a, x, b, y):
        ctx.save_for_backward(a, b)
        ctx.dtypes = x.dtype, y.dtype
        return (a * x + b * y).to(x.dtype)

    @staticmethod
    def backward(ctx, gradient):
        a, b = ctx.saved_tensors
        return None, (a * gradient).to(ctx.dtypes[0]), None, (b * gradient).to(ctx.dtypes[1])


def entries(table, t, x):
    return table[t.to(table.device)].to(x.device).view(len(t), *[1 for _ in x.shape[1:]])


def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    beta = entries(betas, t, x_prev)
    return Mix.apply((1 - beta).sqrt(), x_prev, beta.sqrt(), noise)


def q_sample(x0: Tensor, t: Tensor, noise: Tensor, alphas_cumprod: Tensor) -> Tensor:
    kept = entries(alphas_cumprod, t, x0)
    return Mix.apply(kept.sqrt(), x0, (1 - kept).sqrt(), noise)


def predict_x0(x_t: Tensor, t: Tensor, eps: Tensor, alphas_cumprod: Tensor) -> Tensor:
    kept = entries(alphas_cumprod, t, x_t)
    return Mix.apply(1 / kept.sqrt(), x_t, -torch.sqrt(1 / kept - 1), eps)
