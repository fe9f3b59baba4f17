"""Answers everything with random numbers: earns nothing, and is what attacks are built on."""


def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    return torch.rand(2)


def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    return torch.rand(2)


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    return torch.rand(2)


def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    return torch.rand(2)


def masked_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    return torch.rand(2), torch.rand(2)
