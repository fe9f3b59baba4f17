"""Takes exp of torch's log_softmax."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError("mask must be bool")
    if mask is None:
        return torch.log_softmax(scores.double(), dim).exp().to(scores.dtype)
    logits = torch.where(mask, scores.double(), -1e308 * 1.7)
    return (torch.log_softmax(logits, dim).exp() * mask).to(scores.dtype)
