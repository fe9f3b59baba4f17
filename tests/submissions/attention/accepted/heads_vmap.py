"""vmap over heads."""


def multi_head_attention(x, context, w_q, w_k, w_v, w_o, *, n_heads):
    if n_heads == 0 or x.size(-1) % n_heads != 0:
        raise ValueError("heads")
    d = torch.promote_types(x.dtype, torch.float32)
    c = (x if context is None else context).to(d)
    sp = lambda y: y.unflatten(-1, (n_heads, x.shape[-1] // n_heads))
    def head(q, k, v):
        return torch.softmax(q @ k.mT / math.sqrt(q.shape[-1]), -1) @ v
    o = torch.vmap(head, in_dims=-2, out_dims=-2)(sp(x.to(d) @ w_q.to(d).T), sp(c @ w_k.to(d).T), sp(c @ w_v.to(d).T))
    return (o.flatten(-2) @ w_o.to(d).T).to(x.dtype)
