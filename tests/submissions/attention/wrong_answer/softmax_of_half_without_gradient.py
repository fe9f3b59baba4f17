"""Detaches half precision before it converts."""

def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    if x.numel() == 0:
        return x.clone()
    y = x.detach().float() if x.dtype in (torch.float16, torch.bfloat16) else x
    e = (y - y.amax(dim, keepdim=True)).exp()
    return (e / e.sum(dim, keepdim=True)).to(x.dtype)
