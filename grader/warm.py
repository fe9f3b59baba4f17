"""What the server of grading processes imports before it forks them."""

import atexit
import os

from .spared import spare

spare()
import torch.fx.experimental.symbolic_shapes  # noqa: E402, F401 - autograd imports it at its first gradient: 0.3 s for each fork

from . import grading_process  # noqa: E402, F401

atexit.register(os._exit, 0)  # of the server alone: to take torch apart piece by piece took 0.6 s, for which a pipe would wait
