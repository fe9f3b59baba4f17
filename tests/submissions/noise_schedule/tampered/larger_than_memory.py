"""Returns two numbers laid out as if they were a thousand million.

Technique: lying values
Verdict: memory
"""

def q_step(x_prev, t, noise, betas):
    return torch.rand(2, 1, dtype=x_prev.dtype).expand(2, 1 << 30)
