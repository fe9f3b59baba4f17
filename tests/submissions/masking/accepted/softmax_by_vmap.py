"""Writes the softmax of one line and maps it over all."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    if mask is None:
        mask = torch.ones_like(scores, dtype=torch.bool)
    scores, mask = torch.broadcast_tensors(scores, mask)
    if scores.numel() == 0:
        return scores.clone()

    def line(x, m):
        return torch.where(m, torch.softmax(torch.where(m, x, -torch.inf), 0), 0.0)

    x, m = scores.movedim(dim, -1), mask.movedim(dim, -1)
    g = torch.func.vmap(line)(x.reshape(-1, x.shape[-1]), m.reshape(-1, x.shape[-1]))
    return g.reshape(x.shape).movedim(-1, dim)
