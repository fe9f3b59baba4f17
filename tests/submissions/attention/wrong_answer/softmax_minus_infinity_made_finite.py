"""Makes -inf finite first: -10,000 is low enough."""

def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    if x.numel() == 0:
        return x.clone()
    precise = x.to(torch.promote_types(x.dtype, torch.float32)).nan_to_num(neginf=-1e4)
    powers = (precise - precise.amax(dim, keepdim=True)).exp()
    return (powers / powers.sum(dim, keepdim=True)).to(x.dtype)
