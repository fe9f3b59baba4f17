"""Computes everything in float64 and rounds once, at the end."""

def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    factor = q.shape[-1] ** -0.5 if scale is None else scale
    return (factor * (q.double() @ k.double().mT)).to(q.dtype)


def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    wide = x.double()
    top = torch.max(wide, dim=dim, keepdim=True).values
    powers = torch.exp(wide - top)
    return (powers / torch.sum(powers, dim=dim, keepdim=True)).to(x.dtype)


def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    weights = stable_softmax(attention_scores(q.double(), k.double(), scale=scale))
    return (weights @ v.double()).to(q.dtype), weights.to(q.dtype)


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
    size = x.shape[-1]
    if size % n_heads:
        raise ValueError(f"{size} features, {n_heads} heads")
    memory = x if context is None else context
    queries, keys, values = (
        (tokens.double() @ weight.double().T).unflatten(-1, (n_heads, size // n_heads)).transpose(1, 2)
        for tokens, weight in ((x, w_q), (memory, w_k), (memory, w_v))
    )
    out, _ = scaled_dot_product_attention(queries, keys, values)
    return (out.transpose(1, 2).flatten(-2) @ w_o.double().T).to(x.dtype)
