"""What the server of grading processes imports before it forks them."""

import atexit
import gc
import os
import sys

from .spared import spare

gc.disable()  # in search of garbage, of which imports make little, they would take an eighth longer
spare()
import torch.fx.experimental.symbolic_shapes  # noqa: E402, F401 - autograd imports it at its first gradient: 0.3 s for each fork

from . import grading_process  # noqa: E402, F401

sys.dont_write_bytecode = True  # the checks that a fork imports lie in the course's own folders
gc.freeze()  # nor will any fork look through all that, and copy it page by page
gc.enable()
atexit.register(os._exit, 0)  # of the server alone: to take torch apart piece by piece took 0.6 s, for which a pipe would wait
