"""Makes a matrix of the last dimension with view."""

def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    if x.numel() == 0:
        return x.clone()
    p = torch.promote_types(x.dtype, torch.float32)
    if dim in (-1, x.dim() - 1):
        y = x.view(-1, x.shape[-1]).to(p)
        e = (y - y.amax(-1, keepdim=True)).exp()
        return (e / e.sum(-1, keepdim=True)).to(x.dtype).view(x.shape)
    y = x.to(p)
    e = (y - y.amax(dim, keepdim=True)).exp()
    return (e / e.sum(dim, keepdim=True)).to(x.dtype)
