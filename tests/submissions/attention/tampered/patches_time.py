"""Makes the clock stand still, so that no deadline passes.

Technique: patching
Verdict: timeout
"""

import time

time.monotonic = time.time = time.perf_counter = lambda: 0.0


def attention_scores(q, k, *, scale=None):
    time.sleep(99)
