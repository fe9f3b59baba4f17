"""Believes that a softmax has nothing to learn and turns gradients off."""

def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    with torch.no_grad():
        work = x.to(torch.promote_types(x.dtype, torch.float32))
        powers = (work - work.amax(dim, keepdim=True)).exp()
        return (powers / powers.sum(dim, keepdim=True)).to(x.dtype)
