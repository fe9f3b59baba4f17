"""p_i = 1 / sum_j exp(x_j - x_i), guarded."""


def stable_softmax(x, dim=-1):
    y = x.double()
    if y.dim() == 0:
        y.sum(dim)
        return (y - y + 1).to(x.dtype)
    y = y.movedim(dim, -1)
    if y.shape[-1]:
        y = y - y.amax(-1, keepdim=True).detach()
    dead = y == -torch.inf
    z = torch.where(dead, 0.0, y)
    e = torch.where(dead, 0.0, z.exp())
    p = e * torch.reciprocal(e @ torch.ones(e.shape[-1], 1, dtype=e.dtype, device=e.device))
    return p.movedim(-1, dim).to(x.dtype)
