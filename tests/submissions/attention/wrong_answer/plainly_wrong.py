"""Answers everything with random numbers: earns nothing, and is what attacks are built on."""


def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    return torch.rand(2)


def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    return torch.rand(2)


def scaled_dot_product_attention(q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None) -> tuple[Tensor, Tensor]:
    return torch.rand(2), torch.rand(2)


def multi_head_attention(
    x: Tensor, context: Tensor | None, w_q: Tensor, w_k: Tensor, w_v: Tensor, w_o: Tensor, *, n_heads: int
) -> Tensor:
    return torch.rand(2)
