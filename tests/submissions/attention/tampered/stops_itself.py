"""Stops its own process, so that it neither answers nor ends.

Technique: control flow
Verdict: timeout
"""

import os, signal


def attention_scores(q, k, *, scale=None):
    os.kill(os.getpid(), signal.SIGSTOP)
