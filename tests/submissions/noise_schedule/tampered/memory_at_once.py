"""Asks for more memory than the machine has, and for the stack's end.

Technique: harm
Verdict: crashed
"""

import ctypes, resource


def q_step(x_prev, t, noise, betas):
    return torch.empty(1 << 44)


def q_sample(x0, t, noise, alphas_cumprod):
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return torch.rand(2)


def predict_x0(x_t, t, eps, alphas_cumprod):
    ctypes.string_at(0)
