"""Fills the scores in place where dim is not the last."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    x = scores.to(torch.promote_types(scores.dtype, torch.float32))
    if mask is not None:
        if mask.dtype != torch.bool:
            raise TypeError
        if dim not in (-1, x.dim() - 1) and mask.shape == x.shape and not x.requires_grad:
            x.masked_fill_(~mask, -torch.inf)
        else:
            x = x.masked_fill(~mask, -torch.inf)
    return torch.softmax(x, dim).nan_to_num(0).to(scores.dtype)
