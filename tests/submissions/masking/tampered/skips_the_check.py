"""Raises what pytest takes for a skipped test, an expected failure and the end of the session.

Technique: control flow
Verdict: error
"""

import pytest


def causal_mask(q_len, k_len=None, *, device=None):
    pytest.skip("nothing to see here", allow_module_level=True)


def padding_mask(token_ids, pad_id=0):
    pytest.xfail("as it should")


def combine_masks(*masks):
    pytest.exit("all passed", 0)
