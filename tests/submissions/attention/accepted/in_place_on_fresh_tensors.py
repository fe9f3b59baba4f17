"""Works in place, but only on tensors that it made itself."""

def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    wide = torch.promote_types(q.dtype, torch.float32)
    scores = torch.matmul(q.to(wide), k.to(wide).transpose(-1, -2))
    scores *= 1 / q.shape[-1] ** 0.5 if scale is None else scale
    return scores.to(q.dtype)


def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    work = x.to(torch.promote_types(x.dtype, torch.float32), copy=True)
    work -= work.detach().amax(dim, keepdim=True)
    powers = torch.where(work == -torch.inf, 0.0, work.exp())
    return (powers / powers.sum(dim, keepdim=True)).to(x.dtype)


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
    if x.size(2) % n_heads:
        raise ValueError("uneven heads")
    source = x if context is None else context
    out = torch.zeros_like(x)
    for head, rows in enumerate(torch.arange(x.size(2)).chunk(n_heads)):
        mixed, _ = scaled_dot_product_attention(x @ w_q[rows].t(), source @ w_k[rows].t(), source @ w_v[rows].t())
        out += mixed @ w_o[:, rows].t()
    return out
