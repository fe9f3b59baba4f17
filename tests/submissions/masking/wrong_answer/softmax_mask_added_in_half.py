"""Adds the mask as -inf where the scores are in half precision, and fills elsewhere."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is None:
        return torch.softmax(scores.to(torch.promote_types(scores.dtype, torch.float32)), dim).to(scores.dtype)
    if mask.dtype != torch.bool:
        raise TypeError
    if scores.dtype in (torch.float16, torch.bfloat16):
        empty = ~mask.expand(torch.broadcast_shapes(mask.shape, scores.shape)).any(dim, keepdim=True)
        x = scores.float() + torch.where(mask | empty, 0.0, -torch.inf)
        return torch.softmax(x, dim).masked_fill(~mask, 0).to(scores.dtype)
    return torch.softmax(scores.masked_fill(~mask, -torch.inf), dim).nan_to_num(0)
