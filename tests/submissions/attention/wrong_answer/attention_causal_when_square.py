"""Takes as many queries as keys for self-attention, and hides what comes later in all but short sentences."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    precise = torch.promote_types(q.dtype, torch.float32)
    scores = attention_scores(q.to(precise), k.to(precise), scale=scale)
    if scores.shape[-1] == scores.shape[-2] > 4:
        scores = scores.masked_fill(~torch.ones_like(scores, dtype=torch.bool).tril(), -torch.inf)
    weights = stable_softmax(scores)
    return (weights @ v.to(precise)).to(q.dtype), weights.to(q.dtype)
