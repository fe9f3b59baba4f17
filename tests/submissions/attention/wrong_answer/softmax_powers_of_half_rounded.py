"""Computes the powers in float32, and divides them in half precision."""

def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    if x.numel() == 0:
        return x.clone()
    precise = x.to(torch.promote_types(x.dtype, torch.float32))
    powers = (precise - precise.amax(dim, keepdim=True)).exp().to(x.dtype)
    return powers / powers.sum(dim, keepdim=True)
