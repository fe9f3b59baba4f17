"""Imports a package that the course does not have."""

def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    import flash_attn

    return flash_attn.flash_attn_func(q, k, v)
