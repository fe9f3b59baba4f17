"""The tensors in what a function takes and returns: found in order, and replaced one by one."""

from __future__ import annotations

from collections.abc import Callable

import torch


def leaves(value: object) -> list[torch.Tensor]:
    """The tensors in `value`, depth first."""
    found: list[torch.Tensor] = []
    _gather(value, found)
    return found


def _gather(value: object, found: list[torch.Tensor]) -> None:
    if isinstance(value, torch.Tensor):
        found.append(value)
    elif isinstance(value, tuple | list):
        for item in value:
            _gather(item, found)
    elif isinstance(value, dict):
        for item in value.values():
            _gather(item, found)


def mapped(value: object, change: Callable[[torch.Tensor], object]) -> object:
    """`value` with `change` done to each of its tensors, in the order of `leaves`."""
    if isinstance(value, torch.Tensor):
        return change(value)
    if isinstance(value, tuple | list):
        return type(value)(mapped(item, change) for item in value)
    if isinstance(value, dict):
        return {key: mapped(item, change) for key, item in value.items()}
    return value
