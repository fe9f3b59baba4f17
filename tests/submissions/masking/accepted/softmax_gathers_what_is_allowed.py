"""Moves dim to the end and treats each line on its own, with split and stack."""


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    if mask is None:
        return torch.softmax(scores, dim=dim)
    if mask.dtype != torch.bool:
        raise TypeError(f"bool wanted, {mask.dtype} given")
    scores, mask = torch.broadcast_tensors(scores, mask)
    x, m = scores.transpose(dim, -1), mask.transpose(dim, -1)
    flat_x, flat_m = x.reshape(-1, x.shape[-1]) if x.numel() else x, m.reshape(-1, m.shape[-1]) if m.numel() else m
    if x.numel() == 0:
        return scores + 0
    out = []
    for line, allowed in zip(flat_x.unbind(0), flat_m.unbind(0)):
        weights = torch.zeros_like(line)
        if bool(allowed.any()):
            weights = weights.masked_scatter(allowed, torch.softmax(line[allowed], 0))
        out.append(weights)
    return torch.stack(out).reshape(x.shape).transpose(dim, -1)
