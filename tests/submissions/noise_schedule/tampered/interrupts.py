"""Raises what Ctrl-C raises, and what ends a generator.

Technique: control flow
Verdict: error
"""

def q_step(x_prev, t, noise, betas):
    raise KeyboardInterrupt


def q_sample(x0, t, noise, alphas_cumprod):
    raise GeneratorExit


def predict_x0(x_t, t, eps, alphas_cumprod):
    raise StopIteration
