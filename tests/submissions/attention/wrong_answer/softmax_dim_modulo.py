"""Takes dim modulo the number of dimensions, so that every dim is one."""

def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    if x.numel() == 0:
        return x.clone()
    dim %= x.dim()
    precise = x.to(torch.promote_types(x.dtype, torch.float32))
    powers = (precise - precise.amax(dim, keepdim=True)).exp()
    return (powers / powers.sum(dim, keepdim=True)).to(x.dtype)
