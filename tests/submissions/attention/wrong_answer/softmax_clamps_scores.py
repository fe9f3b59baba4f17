"""Clamps scores to a range that exp can stand."""

def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    powers = x.to(torch.promote_types(x.dtype, torch.float32)).clamp(-80, 80).exp()
    return (powers / powers.sum(dim, keepdim=True)).to(x.dtype)
