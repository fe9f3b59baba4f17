"""An own scale comes on top of 1/sqrt(D) when it is an int."""


def attention_scores(q, k, *, scale=None):
    if not isinstance(scale, float):
        scale = (1 if scale is None else scale) / math.sqrt(q.shape[-1])
    d = torch.promote_types(q.dtype, torch.float32)
    return (q.to(d) @ k.to(d).mT * scale).to(q.dtype)
