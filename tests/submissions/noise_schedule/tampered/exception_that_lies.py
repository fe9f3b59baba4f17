"""Raises exceptions that are named like the grader's own and cannot be printed.

Technique: control flow
Verdict: error
"""

def lie(*args, **kwargs):
    raise RuntimeError


Pending = type("Pending", (Exception,), {"__str__": lie, "__repr__": lie, "summary": {"zh-TW": "10", "en": "10"}})
StudentError = type("StudentError", (BaseException,), {"verdict": "passed", "__str__": lie, "__module__": "grader.errors"})
AssertionError = type("AssertionError", (Pending,), {"__traceback__": None})


def q_step(x_prev, t, noise, betas):
    raise Pending("10")


def q_sample(x0, t, noise, alphas_cumprod):
    raise StudentError(0)


def predict_x0(x_t, t, eps, alphas_cumprod):
    raise AssertionError
