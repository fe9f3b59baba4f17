"""Multiplies and adds up without matrix products."""


def masked_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    factor = q.shape[-1] ** -0.5 if scale is None else scale
    q_, k_, v_ = q.double(), k.double(), v.double()
    scores = (q_.unsqueeze(-2) * k_.unsqueeze(-3)).sum(-1) * factor
    weights = masked_softmax(scores, mask)
    out = (weights.unsqueeze(-1) * v_.unsqueeze(-3)).sum(-2)
    return out.to(q.dtype), weights.to(q.dtype)
