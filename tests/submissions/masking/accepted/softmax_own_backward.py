"""Writes the backward pass by hand."""


class MaskedSoftmax(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, mask, dim):
        filled = x.masked_fill(~mask, -torch.inf)
        top = filled.amax(dim, keepdim=True) if x.shape[dim] else filled.sum(dim, keepdim=True)
        powers = torch.exp(filled - torch.where(top == -torch.inf, 0.0, top))
        total = powers.sum(dim, keepdim=True)
        y = powers / torch.where(total == 0, 1.0, total)
        ctx.save_for_backward(y)
        ctx.dim = dim
        return y

    @staticmethod
    def backward(ctx, grad):
        (y,) = ctx.saved_tensors
        return y * (grad - (grad * y).sum(ctx.dim, keepdim=True)), None, None


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    x = scores if scores.dtype == torch.float64 else scores.float()
    if mask is None:
        mask = torch.ones(x.shape, dtype=torch.bool, device=x.device)
    x, mask = torch.broadcast_tensors(x, mask)
    return MaskedSoftmax.apply(x, mask, dim).to(scores.dtype)
