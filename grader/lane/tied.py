"""Autograd across the wire: a result that was computed on the other side, differentiable on this one."""

from __future__ import annotations

from collections.abc import Callable

import torch

from .trees import leaves, mapped

PullBack = Callable[[tuple[torch.Tensor, ...]], list[torch.Tensor]]


def tied(value: object, inputs: list[torch.Tensor], pull_back: PullBack) -> object:
    """`value` with its floating tensors tied to `inputs`; integer ones pass as they are.

    Args:
        pull_back: from one cotangent for each floating tensor of `value` to one gradient for each of `inputs`.
    """
    outputs = [tensor for tensor in leaves(value) if tensor.is_floating_point()]
    if not outputs:
        return value
    results = iter(_Tied.apply(pull_back, outputs, *inputs))  # type: ignore[no-untyped-call]
    return mapped(value, lambda tensor: next(results) if tensor.is_floating_point() else tensor)


class _Tied(torch.autograd.Function):
    @staticmethod
    def forward(ctx, pull_back: PullBack, outputs: list[torch.Tensor], *inputs: torch.Tensor):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN205
        ctx.pull_back = pull_back
        return tuple(outputs)

    @staticmethod
    def backward(ctx, *cotangents: torch.Tensor):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN205
        return None, None, *ctx.pull_back(cotangents)
