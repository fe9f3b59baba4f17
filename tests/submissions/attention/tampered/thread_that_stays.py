"""Leaves a thread behind that forges replies as long as it lives.

Technique: control flow
"""

import os, threading, time

begun = []


def attention_scores(q, k, *, scale=None):
    def forge():
        while True:
            os.write(3, b"\0" * 16)
            time.sleep(0.001)

    if not begun:
        begun.append(threading.Thread(target=forge, daemon=True))
        begun[0].start()
    return torch.zeros(2)
