"""Keeps the inputs of hidden checks for a later cell, file, thread or student to print.

Technique: reading
Verdict: failed
"""

import os, threading

kept = []


def keep(tensor):
    kept.append(tensor.tolist())
    for folder in (".", "/tmp", "/dev/shm", os.path.dirname(OUTSIDE)):
        try:
            open(os.path.join(folder, "attack-inputs"), "a").write(str(kept[-1]))
        except OSError:
            pass


def q_step(x_prev, t, noise, betas):
    keep(x_prev)
    if len(kept) == 1:
        threading.Timer(0.05, lambda: print("THE CANARY" + " SINGS:", kept)).start()
    print("THE CANARY" + " SINGS:", kept)
    return torch.rand(2)
