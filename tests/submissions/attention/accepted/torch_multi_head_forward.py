"""Hands the whole of multi-head attention to torch's own function."""

import torch.nn.functional as F


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
    size = x.shape[-1]
    if size % n_heads:
        raise ValueError("n_heads")
    memory = (x if context is None else context).transpose(0, 1)
    out, _ = F.multi_head_attention_forward(
        x.transpose(0, 1), memory, memory, size, n_heads,
        in_proj_weight=None, in_proj_bias=None, bias_k=None, bias_v=None, add_zero_attn=False, dropout_p=0.0,
        out_proj_weight=w_o, out_proj_bias=None, use_separate_proj_weight=True,
        q_proj_weight=w_q, k_proj_weight=w_k, v_proj_weight=w_v, need_weights=False,
    )
    return out.transpose(0, 1)
