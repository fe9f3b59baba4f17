"""Goes through the scores once, with a running maximum and a running sum."""

def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    work = x.movedim(dim, -1)
    work = work if x.dtype == torch.float64 else work.float()
    top = torch.full_like(work[..., :1], torch.finfo(work.dtype).min)
    total = torch.zeros_like(top)
    for score in work.split(1, dim=-1):
        higher = torch.maximum(top, score)
        total = total * torch.exp(top - higher) + torch.exp(score - higher)
        top = higher
    return (torch.exp(work - top) / total).movedim(-1, dim).to(x.dtype)
