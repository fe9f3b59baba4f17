"""Proportions under 1e-8 are set to 0."""


def stable_softmax(x, dim=-1):
    d = torch.promote_types(x.dtype, torch.float32)
    y = x.to(d)
    if y.numel():
        y = y - y.amax(dim, keepdim=True).detach()
    e = y.exp()
    p = e / e.sum(dim, keepdim=True)
    return p.masked_fill(p < 1e-8, 0).to(x.dtype)
