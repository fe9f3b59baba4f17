"""Normalises sigmoids, which are between 0 and 1 already."""

def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    powers = torch.sigmoid(x.to(torch.promote_types(x.dtype, torch.float32)))
    return (powers / powers.sum(dim, keepdim=True)).to(x.dtype)
