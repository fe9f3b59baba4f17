from __future__ import annotations

import pytest

from grader.lane import wire
from grader.lane.cells import run_cell


def run(source: str, namespace: dict[str, object] | None = None, output_bytes: int = 1000) -> wire.Ran:
    return run_cell(wire.RunCell(source, "cell 1"), {} if namespace is None else namespace, output_bytes)


def test_what_a_cell_prints_and_its_last_value_are_kept() -> None:
    ran = run("import sys\nprint('one')\nprint('two', file=sys.stderr)\n1 + 1")
    assert ran == wire.Ran("one\ntwo\n", "2", None)


@pytest.mark.parametrize("source", ["x = 1", "1;", "None", "", "# nothing", "print()"])
def test_a_cell_without_a_last_value_shows_none(source: str) -> None:
    assert run(source).shown is None


def test_cells_share_a_namespace() -> None:
    namespace: dict[str, object] = {}
    run("x = 20", namespace)
    assert run("x + 1", namespace).shown == "21"


def test_output_beyond_the_limit_is_cut_and_says_so() -> None:
    ran = run("for _ in range(100): print('x' * 99)", output_bytes=250)
    assert len(ran.printed) < 300
    assert ran.printed.endswith("(cut)")
    assert len(run("'x' * 9999", output_bytes=250).shown or "") == 250


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("raise SystemExit", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("def f(:", "SyntaxError"),
        ("if True:\nx", "IndentationError"),
        ("'\\x'", "SyntaxError"),
        ("x = '\\0'.encode('nowhere')", "LookupError"),
        ("import sys; sys.exit(0)", "SystemExit"),
    ],
)
def test_what_a_cell_raises_is_part_of_its_answer(source: str, kind: str) -> None:
    ran = run("print('before')\n" + source if kind not in ("SyntaxError", "IndentationError") else source)
    assert ran.raised is not None
    assert ran.raised.types[0] == kind
    assert ran.printed in ("before\n", "")


def test_an_error_names_its_line_of_the_cell() -> None:
    ran = run("x = 1\n\nx / 0")
    assert ran.raised is not None
    assert (ran.raised.place, ran.raised.line) == ("cell 1", 3)
    assert "x / 0" in ran.raised.traceback


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("%load_ext autoreload", "(%load_ext is not run while grading)\n"),
        ("!pip install x", "(!pip install x is not run while grading)\n"),
        ("files = !ls\nprint(files)", "(!ls is not run while grading)\n[]\n"),
        ("%%bash\nls", "(%%bash is not run while grading)\n"),
        ("%matplotlib inline", ""),
        ("%time print(1)", "1\n"),
        ("%%time\nprint(1)", "1\n"),
        ("x = 2\nget_ipython().run_line_magic('time', 'print(x)')", "2\n"),
    ],
)
def test_magics_are_passed_over_and_timed_code_is_run(source: str, printed: str) -> None:
    ran = run(source)
    assert ran.raised is None
    assert ran.printed == printed


def test_text_that_is_no_text_can_be_printed_shown_and_raised() -> None:
    assert run(r"print('\ud800')").printed == "?\n"
    assert run(r"class A:" + "\n" + r" def __repr__(self): return '\ud800'" + "\nA()").shown == "?"
    ran = run(r"raise ValueError('\ud800')")
    assert ran.raised is not None
    assert ran.raised.message == "?"


def test_a_value_that_cannot_be_shown_is_an_error_of_the_cell() -> None:
    ran = run("class A:\n def __repr__(self): return 1 / 0\nA()")
    assert ran.raised is not None
    assert ran.raised.types[0] == "ZeroDivisionError"
