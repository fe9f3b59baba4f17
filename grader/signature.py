"""What a function must return, read from the reference's annotations, so that a check may unpack a result without asking."""

from __future__ import annotations

import builtins
import inspect
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

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
        return _test(self.returns)(value)

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


Test = Callable[[object], bool]


@cache  # to take an annotation apart takes longer than the call whose value is tested
def _test(wanted: Any) -> Test:  # noqa: ANN401 - an annotation may be anything
    """Whether a value conforms to the annotation `wanted`."""
    if wanted is None or wanted is type(None):
        return lambda value: value is None
    if wanted is typing.Any:
        return lambda value: True
    if wanted is float:
        return lambda value: isinstance(value, float | int) and not isinstance(value, bool)
    origin, parts = typing.get_origin(wanted), tuple(map(_test, filter(_is_type, typing.get_args(wanted))))
    if origin in (typing.Union, types.UnionType):
        return lambda value: any(part(value) for part in parts)
    if origin is tuple and typing.get_args(wanted)[-1:] == (...,):
        return lambda value: isinstance(value, tuple) and all(map(parts[0], value))
    if origin is tuple:
        return lambda value: isinstance(value, tuple) and len(value) == len(parts) and all(map(_call, parts, value))
    if origin is list:
        return lambda value: isinstance(value, list) and all(map(parts[0], value))
    if origin is dict:
        return lambda value: isinstance(value, dict) and all(map(parts[1], value.values()))
    return lambda value: isinstance(wanted, type) and isinstance(value, wanted)


def _call(test: Test, value: object) -> bool:
    return test(value)


def _is_type(argument: object) -> bool:
    return argument is not ...


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
