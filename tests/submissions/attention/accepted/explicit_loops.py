"""Loops over queries, keys and heads in plain Python."""

import math


def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    work = torch.promote_types(q.dtype, torch.float32)
    factor = 1 / math.sqrt(q.shape[-1]) if scale is None else scale
    batch = torch.broadcast_shapes(q.shape[:-2], k.shape[:-2])
    queries, keys = q.to(work).expand(*batch, *q.shape[-2:]), k.to(work).expand(*batch, *k.shape[-2:])
    scores = q.new_zeros(*batch, q.shape[-2], k.shape[-2], dtype=work)
    for i in range(q.shape[-2]):
        for j in range(k.shape[-2]):
            scores[..., i, j] = (queries[..., i, :] * keys[..., j, :]).sum(-1) * factor
    return scores.to(q.dtype)


def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    work = x.to(torch.promote_types(x.dtype, torch.float32)).movedim(dim, 0)
    top = work[0]
    for row in work[1:]:
        top = torch.maximum(top, row)
    parts = [torch.exp(row - top) for row in work]
    total = sum(parts[1:], parts[0])
    return torch.stack([part / total for part in parts]).movedim(0, dim).to(x.dtype)


def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    weights = stable_softmax(attention_scores(q, k, scale=scale))
    work = torch.promote_types(v.dtype, torch.float32)
    out = torch.zeros(*weights.shape[:-1], v.shape[-1], dtype=work, device=v.device)
    for j in range(v.shape[-2]):
        out = out + weights[..., j : j + 1] * v[..., j : j + 1, :]
    return out.to(q.dtype), weights


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
    if x.shape[-1] % n_heads != 0:
        raise ValueError("every head needs as many features as the others")
    memory = context if context is not None else x
    width = x.shape[-1] // n_heads
    heads = []
    for head in range(n_heads):
        rows = slice(head * width, (head + 1) * width)
        out, _ = scaled_dot_product_attention(x @ w_q[rows].T, memory @ w_k[rows].T, memory @ w_v[rows].T)
        heads.append(out)
    return torch.cat(heads, dim=-1) @ w_o.T
