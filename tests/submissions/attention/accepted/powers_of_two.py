"""Takes powers of two, after turning the differences into base two."""

import math


def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    work = x.to(torch.promote_types(x.dtype, torch.float32))
    difference = work - work.amax(dim=dim, keepdim=True).detach()
    powers = torch.exp2(difference * math.log2(math.e))
    return powers.div(powers.sum(dim=dim, keepdim=True)).type(x.dtype)
