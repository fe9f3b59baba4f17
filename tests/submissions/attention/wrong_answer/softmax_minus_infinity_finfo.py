"""-inf is first replaced by the smallest finite number."""


def stable_softmax(x, dim=-1):
    d = torch.promote_types(x.dtype, torch.float32)
    y = x.to(d)
    y = y.masked_fill(y == -torch.inf, torch.finfo(d).min)
    if y.numel():
        y = y - y.amax(dim, keepdim=True).detach()
    e = y.exp()
    return (e / e.sum(dim, keepdim=True)).to(x.dtype)
