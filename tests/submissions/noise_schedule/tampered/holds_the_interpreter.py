"""Asks Python for a number so large that no signal handler of Python's gets its turn.

Technique: control flow
Verdict: timeout
"""

import sys

sys.set_int_max_str_digits(0)


def q_step(x_prev, t, noise, betas):
    return len(str(9 ** (9**8)))
