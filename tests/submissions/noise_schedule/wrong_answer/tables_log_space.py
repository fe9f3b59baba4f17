"""exp of the sum of logs, in float32 precision of log1p."""


def schedule_tables(betas):
    a = 1 - betas
    c = torch.exp(torch.cumsum(torch.log(a.clamp(min=1e-6)), 0))
    p = torch.cat([torch.ones_like(c[:1]), c[:-1]])
    return dict(alphas=a, alphas_cumprod=c, alphas_cumprod_prev=p, sqrt_alphas_cumprod=c.sqrt(), sqrt_one_minus_alphas_cumprod=(1 - c).sqrt(), snr=c / (1 - c))
