"""Averages the heads' weights and mixes the values once."""

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
    size, memory = x.shape[-1], x if context is None else context
    if size % n_heads:
        raise ValueError("n_heads must divide D")
    q, k = (
        (tokens @ weight.T).unflatten(-1, (n_heads, size // n_heads)).transpose(1, 2)
        for tokens, weight in ((x, w_q), (memory, w_k))
    )
    weights = stable_softmax(attention_scores(q, k)).mean(1)
    return weights @ (memory @ w_v.T) @ w_o.T
