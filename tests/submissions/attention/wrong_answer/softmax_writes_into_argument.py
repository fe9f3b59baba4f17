"""Subtracts the maximum in the caller's own tensor."""

def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    with torch.no_grad():
        x -= x.amax(dim, keepdim=True)
    powers = x.to(torch.promote_types(x.dtype, torch.float32)).exp()
    return (powers / powers.sum(dim, keepdim=True)).to(x.dtype)
