"""What a notebook hands over to be drawn: an answer's result, which may be anything."""

from __future__ import annotations

import warnings

import torch
from torch import Tensor

from .svg import printable, shortened


def tensor_of(value: object) -> Tensor | None:
    """`value` as float64 on the CPU where it is a tensor, an array or a list of real numbers, else None. Never raises."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tensor = torch.as_tensor(value).detach()
            return None if tensor.is_complex() else tensor.to("cpu", torch.float64).to_dense()
    except Exception:  # noqa: BLE001 - a student's object may raise anything when it is looked at
        return None


def found(value: object) -> str:
    """What it is, in a few words: "Tensor (3, 4)"."""
    try:
        shape = f" {tuple(value.shape)}" if isinstance(value, torch.Tensor) else ""
    except Exception:  # noqa: BLE001 - likewise
        shape = ""
    return shortened(printable(type(value).__name__), 24) + shape
