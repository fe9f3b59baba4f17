"""Takes exponentials of the scores as they are."""

def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    powers = x.to(torch.promote_types(x.dtype, torch.float32)).exp()
    return (powers / powers.sum(dim, keepdim=True)).to(x.dtype)
