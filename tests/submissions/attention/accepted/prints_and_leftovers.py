"""Leaves debugging prints, plots and unused experiments behind; the answers are right."""

import random
import time

started = time.time()
random.seed(3)
torch.manual_seed(3)
experiment = torch.randn(4, 4)
print("something printed", experiment.shape)
experiment[10]  # an IndexError that was never cleaned up


def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    print("x is", x.shape, x.dtype)
    wide = torch.promote_types(x.dtype, torch.float32)
    shifted = x.to(wide) - x.to(wide).max(dim=dim, keepdim=True)[0]
    exps = torch.exp(shifted)
    return (exps / exps.sum(dim=dim, keepdim=True)).to(x.dtype)
