"""What a function must return, read from the reference's annotations, so that a check may unpack a result without asking."""

from __future__ import annotations

import builtins
import inspect
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy
import torch

from .lane.values import TOO_LARGE, Unsupported

_OWNERS = {"": builtins, "numpy": numpy, "torch": torch, "torch.return_types": torch.return_types}
_OTHER_NAMES = ("function", "generator", "module", "method", "builtin_function_or_method", TOO_LARGE)


@dataclass(frozen=True)
class Signature:
    """The return annotation of one function."""

    returns: object

    def accepts(self, value: object) -> bool:
        return _conforms(value, self.returns)

    @property
    def wanted(self) -> str:
        return _spell(self.returns)


def signatures(namespace: Mapping[str, object], names: list[str]) -> dict[str, Signature]:
    """The signatures of those functions in `namespace` that have a return annotation."""
    return {
        name: Signature(_returns(function))
        for name in names
        if inspect.isfunction(function := namespace.get(name)) and "return" in function.__annotations__
    }


def _returns(function: Callable[..., object]) -> object:
    return typing.get_type_hints(function)["return"]


def _conforms(value: object, wanted: object) -> bool:
    if wanted is None or wanted is type(None):
        return value is None
    if wanted is typing.Any:
        return True
    origin, args = typing.get_origin(wanted), typing.get_args(wanted)
    if origin in (typing.Union, types.UnionType):
        return any(_conforms(value, option) for option in args)
    if origin is tuple:
        if args[-1:] == (...,):
            return isinstance(value, tuple) and all(_conforms(item, args[0]) for item in value)
        return isinstance(value, tuple) and len(value) == len(args) and all(map(_conforms, value, args))
    if origin is list:
        return isinstance(value, list) and all(_conforms(item, args[0]) for item in value)
    if origin is dict:
        return isinstance(value, dict) and all(_conforms(item, args[1]) for item in value.values())
    if wanted is float:
        return isinstance(value, float | int) and not isinstance(value, bool)
    return isinstance(wanted, type) and isinstance(value, wanted)


def _spell(wanted: object) -> str:
    """The annotation as a student would write it: `tuple[Tensor, Tensor]`."""
    origin, args = typing.get_origin(wanted), typing.get_args(wanted)
    if wanted is None or wanted is type(None):
        return "None"
    if origin in (typing.Union, types.UnionType):
        return " | ".join(map(_spell, args))
    if origin is not None:
        return f"{origin.__name__}[{', '.join(map(_spell, args))}]"
    if wanted is ...:
        return "..."
    return getattr(wanted, "__name__", str(wanted))


def _public_name(type_name: str) -> str:
    """`type_name` where it is python's, numpy's or torch's; one of a student's choosing could carry hidden inputs out."""
    if type_name in _OTHER_NAMES:
        return type_name
    module, _, name = type_name.rpartition(".")
    owner = _OWNERS.get(module)
    return type_name if isinstance(getattr(owner, name, None), type) else "object"


def describe(value: object) -> str:
    """The type of a returned value, as deep as it helps: `tuple[Tensor, None]`."""
    if isinstance(value, Unsupported):
        return _public_name(value.type_name)
    if isinstance(value, torch.Tensor):
        return "Tensor"
    if value is None:
        return "None"
    if isinstance(value, tuple | list) and len(value) <= 4:
        return f"{type(value).__name__}[{', '.join(map(describe, value))}]"
    return type(value).__name__
