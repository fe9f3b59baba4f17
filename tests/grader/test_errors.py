from __future__ import annotations

import builtins

import pytest

from grader import errors
from grader.errors import StudentError, from_raised
from grader.lane import wire
from grader.result import Verdict

BUILTINS = [
    name
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, Exception) and kind.__name__ == name
]


def raised(*types: str, message: str = "secret words", place: str | None = None, line: int | None = None) -> wire.Raised:
    return wire.Raised(types, message, "secret traceback", place, line)


@pytest.mark.parametrize("name", BUILTINS)
def test_every_builtin_exception_becomes_a_students_error_that_names_it(name: str) -> None:
    error = from_raised("f", raised(name, "Exception"))
    assert isinstance(error, StudentError)
    assert error.summary("en") == f"f raised {name}."
    assert name in error.summary("zh-TW")


@pytest.mark.parametrize(
    "name", ["ValueError", "TypeError", "RuntimeError", "KeyError", "OSError", "AssertionError", "StopIteration"]
)
def test_it_is_also_of_the_builtin_type(name: str) -> None:
    assert isinstance(from_raised("f", raised("Own", name, "Exception")), getattr(builtins, name))


@pytest.mark.parametrize("types", [(), ("Own",), ("SystemExit", "BaseException"), ("print",), ("secret words",), ("__doc__",)])
def test_what_is_no_builtin_exception_is_an_exception(types: tuple[str, ...]) -> None:
    assert from_raised("f", raised(*types)).summary("en") == "f raised Exception."


def test_a_summary_has_no_word_of_the_students() -> None:
    error = from_raised("f", raised("SecretError", "ValueError", place="cell 3", line=7))
    assert error.summary("en") == "f raised ValueError (line 7 of cell 3)."
    assert error.summary("zh-TW") == "f 丟出了 ValueError（cell 3 第 7 行）。"
    assert error.message == "SecretError: secret words"
    assert error.traceback == "secret traceback"


@pytest.mark.parametrize(
    ("types", "message", "verdict"),
    [
        (("ValueError",), "", Verdict.ERROR),
        (("NotImplementedError", "RuntimeError"), "", Verdict.MISSING),
        (("MemoryError",), "", Verdict.MEMORY),
        (("RuntimeError",), "DefaultCPUAllocator: can't allocate memory: you tried to allocate", Verdict.MEMORY),
        (("Skipped", "OutcomeException", "BaseException"), "", Verdict.ERROR),
    ],
)
def test_each_exception_has_its_verdict(types: tuple[str, ...], message: str, verdict: Verdict) -> None:
    assert from_raised("f", raised(*types, message=message)).verdict is verdict


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (errors.undefined("f"), Verdict.MISSING),
        (errors.timed_out(2.5), Verdict.TIMEOUT),
        (errors.out_of_time(60), Verdict.TIMEOUT),
        (errors.out_of_memory(), Verdict.MEMORY),
        (errors.crashed("SIGSEGV"), Verdict.CRASHED),
        (errors.tampered("a forged frame"), Verdict.TAMPERED),
        (errors.forbidden("f", ("softmax",)), Verdict.FAILED),
        (errors.wrong_return("f", "Tensor", "None"), Verdict.FAILED),
    ],
)
def test_each_end_has_its_verdict_and_says_so_in_both_languages(error: StudentError, verdict: Verdict) -> None:
    assert error.verdict is verdict
    assert error.summary("en").isascii()
    assert any("\u4e00" <= letter <= "\u9fff" for letter in error.summary("zh-TW"))


def test_how_somebody_tampered_is_not_told_to_them() -> None:
    error = errors.tampered("a forged frame")
    assert "forged" not in error.summary("en") + error.summary("zh-TW")
    assert error.message == "a forged frame"


def test_an_answer_that_was_never_written_is_no_runtime_error() -> None:
    """NotImplementedError is one in Python; a check that wants an error must not take a stub for an answer."""
    raised = wire.Raised(("NotImplementedError", "RuntimeError", "Exception", "BaseException"), "", "")
    error = from_raised("f", raised)
    assert error.verdict is Verdict.MISSING
    assert not isinstance(error, RuntimeError)
