"""Rounds to the dtype of the queries between the steps."""


def masked_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    scale = q.shape[-1] ** -0.5 if scale is None else scale
    scores = (q.float() @ k.float().mT * scale).to(q.dtype) if q.itemsize == 2 else q @ k.mT * scale
    weights = masked_softmax(scores, mask)
    return weights @ v, weights
