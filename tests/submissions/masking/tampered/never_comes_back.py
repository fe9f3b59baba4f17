"""Recurses, loops and waits, with every signal ignored.

Technique: control flow
Verdict: timeout
"""

import signal, sys, time

for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
sys.setrecursionlimit(1 << 30)


def causal_mask(q_len, k_len=None, *, device=None):
    while True:
        pass


def padding_mask(token_ids, pad_id=0):
    return padding_mask(token_ids, pad_id)


def combine_masks(*masks):
    time.sleep(1e6)
