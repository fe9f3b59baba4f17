"""Scales the queries before the product, and everything in float64."""


def masked_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    queries = q.double() * (q.shape[-1] ** -0.5 if scale is None else scale)
    weights = masked_softmax(queries @ k.double().transpose(-2, -1), mask)
    out = weights @ v.double()
    return out.type_as(q), weights.type_as(q)
