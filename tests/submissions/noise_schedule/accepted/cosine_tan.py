"""A difference of squares: (cos a - cos b)(cos a + cos b) / cos^2 a."""


def cosine_beta_schedule(T, s=0.008, max_beta=0.999):
    c = torch.cos((torch.arange(T + 1, dtype=torch.float64, device='cpu') / T + s) / (1 + s) * math.pi / 2)
    return torch.minimum((c[:-1] - c[1:]) * (c[:-1] + c[1:]) / c[:-1] ** 2, torch.tensor(max_beta, dtype=torch.float64, device='cpu'))
