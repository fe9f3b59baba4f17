"""Ends its process with status 0, past every handler.

Technique: control flow
Verdict: crashed
"""

import os


def attention_scores(q, k, *, scale=None):
    os._exit(0)
