"""Copies scores that it has to broadcast, and the copy is a constant to autograd."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    x = scores.to(torch.promote_types(scores.dtype, torch.float32))
    if mask is None:
        return torch.softmax(x, dim).to(scores.dtype)
    if mask.dtype != torch.bool:
        raise TypeError
    shape = torch.broadcast_shapes(x.shape, mask.shape)
    if x.shape != shape:
        x = x.new_tensor(x.detach().expand(shape))
    return torch.softmax(x.masked_fill(~mask, -torch.inf), dim).nan_to_num(0).to(scores.dtype)
