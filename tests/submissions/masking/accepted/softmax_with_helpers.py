"""Splits the work over helpers and a class."""


class Allowed:
    def __init__(self, scores, mask):
        if mask is None:
            mask = torch.ones((), dtype=torch.bool, device=scores.device)
        if mask.dtype != torch.bool:
            raise TypeError("bool, please")
        self.scores, self.mask = torch.broadcast_tensors(scores, mask)

    def filled(self, value):
        return torch.where(self.mask, self.scores, value)


def largest(x, dim):
    values = x.detach()
    if values.shape[dim] == 0:
        return values.sum(dim, keepdim=True)
    values = values.max(dim, keepdim=True).values
    return torch.where(values.isneginf(), torch.zeros_like(values), values)


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    allowed = Allowed(scores.to(torch.promote_types(scores.dtype, torch.float32)), mask)
    x = allowed.filled(-torch.inf)
    powers = (x - largest(x, dim)).exp()
    total = powers.sum(dim, keepdim=True)
    return torch.where(total > 0, powers / total.clamp(min=torch.finfo(total.dtype).tiny), 0.0).to(scores.dtype)
