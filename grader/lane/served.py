"""Functions of the notebook that the trusted side answers in the student's place: only tensors cross the wire, never source.

A task that builds on another is graded a second time with that other one served, where the student's own is wrong.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable

import torch

from . import wire
from .tied import tied
from .trees import leaves, mapped
from .values import Packer, unpack

Ask = Callable[[wire.Upstream, list[torch.Tensor]], tuple[wire.Answer, list[torch.Tensor]]]


class Served:
    """Stands where the student's function stood. Autograd goes through it as it would through the function."""

    def __init__(self, name: str, ask: Ask) -> None:
        self.__name__ = self.__qualname__ = name
        self._ask = ask

    def __call__(self, *args: object, **kwargs: object) -> object:
        inputs = [tensor for tensor in leaves([args, kwargs]) if tensor.requires_grad]
        if not inputs or not torch.is_grad_enabled():
            return self._answer(args, kwargs, None)
        with torch.no_grad():
            value = self._answer(args, kwargs, None)
        return tied(value, inputs, lambda cotangents: self._pull_back(args, kwargs, cotangents))

    def _pull_back(
        self, args: tuple[object, ...], kwargs: dict[str, object], given: tuple[torch.Tensor, ...]
    ) -> list[torch.Tensor]:
        """The other side answers for every floating tensor of the arguments; these are the ones that were asked for."""
        gradients = leaves(self._answer(args, kwargs, given))
        floating = [tensor for tensor in leaves([args, kwargs]) if tensor.is_floating_point()]
        return [gradient for gradient, tensor in zip(gradients, floating, strict=True) if tensor.requires_grad]

    def _answer(self, args: tuple[object, ...], kwargs: dict[str, object], cotangents: tuple[torch.Tensor, ...] | None) -> object:
        packer = Packer(keep_layout=False)
        request = wire.Upstream(
            self.__name__,
            tuple(packer.pack(value) for value in args),
            tuple((name, packer.pack(value)) for name, value in kwargs.items()),
            None if cotangents is None else tuple(packer.pack(value) for value in cotangents),
        )
        answer, tensors = self._ask(request, packer.tensors)
        if answer.error is not None:
            raise _kind(answer.error_type)(answer.error)
        device = next((tensor.device for tensor in leaves([args, kwargs])), torch.device("cpu"))
        return _on(unpack(answer.value, tensors), device)


def _on(value: object, device: torch.device) -> object:
    return value if device.type == "cpu" else mapped(value, lambda tensor: tensor.to(device))


def _kind(name: str) -> type[Exception]:
    """The builtin exception of that name: the student's code may catch what the function promises to raise."""
    kind = getattr(builtins, name, None)
    return kind if isinstance(kind, type) and issubclass(kind, Exception) else RuntimeError
