"""Sets the scores of lines in which nothing is allowed to 0, in place."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is None:
        return torch.softmax(scores.to(torch.promote_types(scores.dtype, torch.float32)), dim).to(scores.dtype)
    if mask.dtype != torch.bool:
        raise TypeError
    if mask.shape == scores.shape and scores.numel():
        with torch.no_grad():
            scores.masked_fill_(~mask.any(dim, keepdim=True), 0.0)
    x = scores.to(torch.promote_types(scores.dtype, torch.float32))
    return torch.softmax(x.masked_fill(~mask, -torch.inf), dim).nan_to_num(0).to(scores.dtype)
