"""Expands all batches, joins them and uses bmm."""


def masked_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    wide = torch.promote_types(q.dtype, torch.float32)
    factor = q.shape[-1] ** -0.5 if scale is None else scale

    def product(one: Tensor, other: Tensor) -> Tensor:
        batch = torch.broadcast_shapes(one.shape[:-2], other.shape[:-2])
        flat = [t.expand(*batch, *t.shape[-2:]).flatten(0, -3) if batch else t[None] for t in (one, other)]
        joined = torch.bmm(*flat)
        return joined.unflatten(0, batch) if batch else joined[0]

    weights = masked_softmax(factor * product(q.to(wide), k.to(wide).transpose(-2, -1)), mask)
    return product(weights, v.to(wide)).to(q.dtype), weights.to(q.dtype)
