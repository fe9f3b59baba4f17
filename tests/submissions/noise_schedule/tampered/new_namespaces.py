"""Asks for namespaces, mounts and roots of its own.

Technique: harm
"""

import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def q_step(x_prev, t, noise, betas):
    if libc.unshare(0x10000000) == 0:
        won("a user namespace")
    return torch.rand(2)


def q_sample(x0, t, noise, alphas_cumprod):
    if libc.mount(b"none", b"/tmp", b"tmpfs", 0, None) == 0:
        won("a mount")
    return torch.rand(2)


def predict_x0(x_t, t, eps, alphas_cumprod):
    if libc.chroot(b"/tmp") == 0:
        won("a root")
    return torch.rand(2)
