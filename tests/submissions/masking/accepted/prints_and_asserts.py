"""Prints what it does and asserts what it expects."""


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    print("causal", q_len, k_len)
    k_len = q_len if k_len is None else k_len
    mask = torch.arange(k_len, device=device)[None, :] <= torch.arange(q_len, device=device)[:, None] + (k_len - q_len)
    assert mask.shape == (q_len, k_len)
    return mask


def masked_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    print(q.shape, k.shape, v.shape)
    assert k.shape[-2] == v.shape[-2]
    wide = torch.promote_types(q.dtype, torch.float32)
    factor = scale if scale is not None else 1.0 / q.shape[-1] ** 0.5
    weights = masked_softmax(factor * (q.to(wide) @ k.to(wide).transpose(-1, -2)), mask, -1)
    assert not weights.isnan().any()
    return (weights @ v.to(wide)).to(q.dtype), weights.to(q.dtype)
