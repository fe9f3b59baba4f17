"""alpha-bar stays over 1e-9."""


def cosine_beta_schedule(T, s=0.008, max_beta=0.999):
    u = torch.arange(T + 1, dtype=torch.float64, device='cpu')
    f = torch.cos((u / T + s) / (1 + s) * math.pi / 2) ** 2
    f = f.clamp(min=1e-9)
    return (1 - f[1:] / f[:-1]).clamp(max=max_beta)
