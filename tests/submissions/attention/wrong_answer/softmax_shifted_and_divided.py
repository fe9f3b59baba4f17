"""Makes scores positive and divides by their sum, without exponentials."""

def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    work = x.to(torch.promote_types(x.dtype, torch.float32))
    positive = work - work.amin(dim, keepdim=True) + 1
    return (positive / positive.sum(dim, keepdim=True)).to(x.dtype)
