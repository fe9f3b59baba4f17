"""The processes that work side by side, and what they start with."""

from __future__ import annotations

import sys
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from grader.crew import hire


def echo(orders: Connection, number: int) -> None:
    orders.send((number, orders.recv()))


def test_a_process_does_not_import_the_program_that_starts_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With `nbgrader` that would take each of them a second."""
    program = tmp_path / "program.py"
    program.write_text("raise SystemExit('imported')")
    monkeypatch.setattr(sys.modules["__main__"], "__file__", str(program), raising=False)
    monkeypatch.setattr(sys.modules["__main__"], "__spec__", None)
    hand = hire(echo, 3)
    hand.line.send("there")
    assert hand.line.recv() == (3, "there")
    hand.dismiss()
