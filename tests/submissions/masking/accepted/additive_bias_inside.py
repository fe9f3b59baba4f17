"""Builds the causal mask out of a matrix of -inf."""


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    if k_len is None:
        k_len = q_len
    bias = torch.full((q_len, k_len), -math.inf, device=device)
    return torch.triu(bias, diagonal=1 + k_len - q_len).eq(0)


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    work = scores.double()
    if mask is not None:
        if mask.dtype != torch.bool:
            raise TypeError("give a boolean mask")
        bias = torch.zeros(mask.shape, dtype=work.dtype, device=mask.device).masked_fill(~mask, -math.inf)
        work = torch.where(mask, work, 0.0) + bias
        dead = ~mask.expand(work.shape).any(dim, keepdim=True)
        work = work.masked_fill(dead, 0.0)
        result = torch.softmax(work, dim) * ~dead
    else:
        result = torch.softmax(work, dim)
    return result.to(scores.dtype)
