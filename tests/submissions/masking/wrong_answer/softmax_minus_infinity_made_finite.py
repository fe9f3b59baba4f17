"""Makes allowed scores of -inf finite first: -10,000 is low enough."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    x = scores.to(torch.promote_types(scores.dtype, torch.float32)).nan_to_num(neginf=-1e4)
    if mask is not None:
        x = x.masked_fill(~mask, -torch.inf)
    return torch.softmax(x, dim).nan_to_num(0.0).to(scores.dtype)
