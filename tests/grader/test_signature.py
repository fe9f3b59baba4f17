from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from grader.lane.values import TOO_LARGE, Unsupported
from grader.signature import Signature, describe, signatures

T = torch.ones(1)


@pytest.mark.parametrize(
    ("wanted", "value"),
    [
        (Tensor, T),
        (tuple[Tensor, Tensor], (T, T)),
        (tuple[Tensor, ...], ()),
        (tuple[Tensor, ...], (T, T, T)),
        (list[Tensor], [T, T]),
        (dict[str, Tensor], {"a": T}),
        (tuple[Tensor, dict[str, float]], (T, {"a": 1.5})),
        (Tensor | None, None),
        (Tensor | None, T),
        (float, 1.5),
        (float, 2),
        (int, 2),
        (bool, True),
        (str, "x"),
        (None, None),
        (list, [1, "x"]),
        (Any, object()),
    ],
)
def test_a_value_of_the_annotated_type_is_accepted(wanted: object, value: object) -> None:
    assert Signature(wanted).accepts(value)


@pytest.mark.parametrize(
    ("wanted", "value"),
    [
        (Tensor, None),
        (Tensor, (T,)),
        (Tensor, 1.0),
        (Tensor, Unsupported("Tensor")),
        (tuple[Tensor, Tensor], T),
        (tuple[Tensor, Tensor], (T,)),
        (tuple[Tensor, Tensor], (T, T, T)),
        (tuple[Tensor, Tensor], [T, T]),
        (tuple[Tensor, Tensor], (T, None)),
        (tuple[Tensor, ...], (T, None)),
        (list[Tensor], (T,)),
        (dict[str, Tensor], {"a": 1}),
        (Tensor | None, 1),
        (float, True),
        (float, "1"),
        (None, 0),
    ],
)
def test_a_value_of_another_type_is_not(wanted: object, value: object) -> None:
    assert not Signature(wanted).accepts(value)


@pytest.mark.parametrize(
    ("wanted", "spelt"),
    [
        (Tensor, "Tensor"),
        (tuple[Tensor, Tensor], "tuple[Tensor, Tensor]"),
        (tuple[Tensor, ...], "tuple[Tensor, ...]"),
        (dict[str, Tensor], "dict[str, Tensor]"),
        (Tensor | None, "Tensor | None"),
        (None, "None"),
        (float, "float"),
    ],
)
def test_a_type_is_spelt_as_a_student_writes_it(wanted: object, spelt: str) -> None:
    assert Signature(wanted).wanted == spelt


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (T, "Tensor"),
        ((T, None), "tuple[Tensor, None]"),
        ([1, (T,)], "list[int, tuple[Tensor]]"),
        ([1] * 9, "list"),
        ({}, "dict"),
        (Unsupported("numpy.ndarray"), "numpy.ndarray"),
        (Unsupported("torch.Generator"), "torch.Generator"),
        (Unsupported("set"), "set"),
        (Unsupported("function"), "function"),
        (Unsupported(TOO_LARGE), TOO_LARGE),
    ],
)
def test_a_value_is_described_by_its_type(value: object, said: str) -> None:
    assert describe(value) == said


@pytest.mark.parametrize("name", ["Leak 1.2345", "numpy.leak", "os.path", "torch.1.2345", "", "x" * 10_000, "print"])
def test_a_name_of_a_students_choosing_is_not_repeated(name: str) -> None:
    assert describe(Unsupported(name)) == "object"


def test_signatures_are_read_from_annotations_of_functions_that_have_one() -> None:
    def scores(q: Tensor) -> Tensor:
        return q

    def bare(q): ...  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202

    found = signatures({"scores": scores, "bare": bare, "number": 3}, ["scores", "bare", "number", "nowhere"])
    assert found == {"scores": Signature(Tensor)}
