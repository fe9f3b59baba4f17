"""What the server of grading processes imports before it forks them."""

from .spared import spare

spare()
from . import grading_process  # noqa: E402, F401
