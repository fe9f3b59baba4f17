"""Takes batch dimensions of length 1 away again until there are as many as the query has."""


def masked_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    precise = torch.promote_types(q.dtype, torch.float32)
    factor = q.shape[-1] ** -0.5 if scale is None else scale
    def trimmed(result: Tensor) -> Tensor:
        while result.dim() > q.dim() and result.shape[0] == 1:
            result = result[0]
        return result.to(q.dtype)

    weights = masked_softmax(q.to(precise) @ k.to(precise).transpose(-2, -1) * factor, mask)
    return trimmed(weights @ v.to(precise)), trimmed(weights)
