"""exp(log e - log sum), whose gradient is NaN where e is 0."""


def stable_softmax(x, dim=-1):
    d = torch.promote_types(x.dtype, torch.float32)
    y = x.to(d)
    if y.numel():
        y = y - y.amax(dim, keepdim=True).detach()
    else:
        y.sum(dim)
    e = y.exp()
    return (e.log() - e.sum(dim, keepdim=True).log()).exp().to(x.dtype)
