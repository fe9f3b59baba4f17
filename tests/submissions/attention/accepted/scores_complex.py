"""The dot product as the real part of a complex product."""


def attention_scores(q, k, *, scale=None):
    s = q.shape[-1] ** -0.5 if scale is None else scale
    a, b = torch.complex(q.double(), q.double()), torch.complex(k.double(), -k.double())
    return ((a @ b.mT).real / 2 * s).to(q.dtype)
