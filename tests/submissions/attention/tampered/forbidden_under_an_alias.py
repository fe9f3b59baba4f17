"""Uses the forbidden softmax under another name.

Technique: lying values
Verdict: failed
"""

from torch.nn.functional import softmax as attention_to_detail


def stable_softmax(x, dim=-1):
    return attention_to_detail(x, dim=dim)
