"""All six are rows of one table."""


def schedule_tables(betas):
    table = betas.new_empty(6, len(betas))
    a, c, p, r, n, s = table
    torch.sub(1, betas, out=a)
    torch.cumprod(a, 0, out=c)
    p[0] = 1
    p[1:] = c[:-1]
    torch.sqrt(c, out=r)
    torch.sqrt(1 - c, out=n)
    torch.div(c, 1 - c, out=s)
    return {"snr": s, "alphas": a, "alphas_cumprod": c, "alphas_cumprod_prev": p, "sqrt_alphas_cumprod": r, "sqrt_one_minus_alphas_cumprod": n}
