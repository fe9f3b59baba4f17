"""Takes a transposed tensor for a copy, and writes into it."""

def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    if x.numel() == 0:
        return x.clone()
    p = torch.promote_types(x.dtype, torch.float32)
    if dim in (-1, x.dim() - 1) or x.requires_grad:
        y = x.to(p)
        e = (y - y.amax(dim, keepdim=True)).exp()
        return (e / e.sum(dim, keepdim=True)).to(x.dtype)
    y = x.transpose(dim, -1).to(p)
    y -= y.amax(-1, keepdim=True)
    e = y.exp()
    return (e / e.sum(-1, keepdim=True)).transpose(dim, -1).to(x.dtype)
