"""Converts to float32 only after the maximum was subtracted."""

def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    difference = x - x.amax(dim, keepdim=True)
    powers = difference.to(torch.promote_types(x.dtype, torch.float32)).exp()
    return (powers / powers.sum(dim, keepdim=True)).to(x.dtype)
