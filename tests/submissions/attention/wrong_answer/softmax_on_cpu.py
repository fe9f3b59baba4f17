"""Fills a tensor of zeros slice by slice, and never says where that tensor is to be."""

def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    wide = torch.promote_types(x.dtype, torch.float32)
    lines = x.to(wide).movedim(dim, -1)
    out = torch.zeros(lines.shape, dtype=wide)
    if lines.shape[-1]:
        exps = (lines - lines.amax(-1, keepdim=True)).exp()
        total = exps.sum(-1)
        for i in range(lines.shape[-1]):
            out[..., i] = exps[..., i] / total
    return out.movedim(-1, dim).to(x.dtype)
