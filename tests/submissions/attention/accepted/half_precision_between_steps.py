"""Rounds to the dtype of the input after every step, as composing the earlier answers does."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    weights = stable_softmax(attention_scores(q, k, scale=scale))
    return weights @ v, weights


def multi_head_attention(
    x: Tensor,
    context: Tensor | None,
    w_q: Tensor,
    w_k: Tensor,
    w_v: Tensor,
    w_o: Tensor,
    *,
    n_heads: int,
) -> Tensor:
    *_, size = x.shape
    if size % n_heads != 0:
        raise ValueError
    if context is None:
        context = x
    q, k, v = x @ w_q.T, context @ w_k.T, context @ w_v.T
    q, k, v = (t.view(t.shape[0], t.shape[1], n_heads, size // n_heads).transpose(1, 2) for t in (q, k, v))
    out, _ = scaled_dot_product_attention(q, k, v)
    return out.transpose(1, 2).contiguous().view(x.shape) @ w_o.T
