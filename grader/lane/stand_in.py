"""`grader.notebook` where a notebook's code runs but nobody looks: in a worker, and when the reference is loaded."""

from __future__ import annotations

import types
from collections.abc import Callable


def silent_notebook_module() -> types.ModuleType:
    """A module whose every function takes anything and does nothing: pictures and public checks are not for grading."""
    module = types.ModuleType("grader.notebook")
    module.__getattr__ = _nothing  # type: ignore[method-assign]
    return module


def _nothing(name: str) -> Callable[..., object]:
    if name.startswith("__"):
        raise AttributeError(name)
    return lambda *_, **__: Nothing()


class Nothing:
    """Stands in for a picture, and for a block that goes on whatever happens in it."""

    def __enter__(self) -> Nothing:
        return self

    def __exit__(self, *_: object) -> bool:
        return True

    def __repr__(self) -> str:
        return "(not run while grading)"
