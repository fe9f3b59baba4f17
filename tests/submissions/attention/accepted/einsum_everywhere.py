"""Writes every product as an einsum over named axes."""

from torch import einsum


def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    factor = q.size(-1) ** -0.5 if scale is None else scale
    wide = torch.promote_types(q.dtype, torch.float32)
    return einsum("...id,...jd->...ij", q.to(wide), k.to(wide)).mul(factor).to(q.dtype)


def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    weights = stable_softmax(attention_scores(q, k, scale=scale))
    return einsum("...ij,...jd->...id", weights, v), weights


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
    batch, _, size = x.shape
    width, left_over = divmod(size, n_heads)
    if left_over:
        raise ValueError(f"{n_heads} heads cannot share {size} features")
    source = x if context is None else context
    shape = (n_heads, width, size)
    queries = einsum("bid,hcd->bhic", x, w_q.reshape(shape))
    keys = einsum("bjd,hcd->bhjc", source, w_k.reshape(shape))
    values = einsum("bjd,hcd->bhjc", source, w_v.reshape(shape))
    mixed, _ = scaled_dot_product_attention(queries, keys, values)
    return einsum("bhic,ehc->bie", mixed, w_o.reshape(size, n_heads, width))
