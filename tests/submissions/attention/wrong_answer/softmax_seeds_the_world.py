"""Seeds torch globally, for reproducibility."""

def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    torch.manual_seed(0)
    work = x.to(torch.promote_types(x.dtype, torch.float32))
    powers = (work - work.amax(dim, keepdim=True)).exp()
    return (powers / powers.sum(dim, keepdim=True)).to(x.dtype)
