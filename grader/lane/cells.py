"""Runs one cell as a notebook does: output captured, the last expression shown, magics understood and passed over."""

from __future__ import annotations

import ast
import io
import linecache
import sys
from contextlib import redirect_stderr, redirect_stdout
from types import CodeType

from IPython.core.inputtransformer2 import TransformerManager

from . import wire
from .perform import Namespace, raised

RUNS_ITS_BODY = {"time", "timeit", "capture", "prun"}  # cell magics whose body is ordinary code


class Captured(io.TextIOBase):
    """Keeps the first `limit` characters of what is printed, drops the rest."""

    def __init__(self, limit: int) -> None:
        self._parts: list[str] = []
        self._left = limit
        self._cut = False

    def writable(self) -> bool:
        return True

    def write(self, text: str, /) -> int:
        kept = text[: self._left]
        self._cut = self._cut or len(kept) < len(text)
        self._left -= len(kept)
        if kept:
            self._parts.append(kept)
        return len(text)

    def text(self) -> str:
        return wire.text("".join(self._parts)) + ("\n… (cut)" if self._cut else "")


class Shell:
    """The little of IPython's shell that transformed cells call: magics and shell commands are noted, not run."""

    def __init__(self, namespace: Namespace) -> None:
        self._namespace = namespace

    def run_line_magic(self, name: str, line: str, *_: object, **__: object) -> None:
        if name in RUNS_ITS_BODY and line.strip():
            exec(compile(line, f"<%{name}>", "exec"), self._namespace)  # type: ignore[arg-type]
        elif name != "matplotlib":
            print(f"(%{name} is not run while grading)")

    def run_cell_magic(self, name: str, _line: str, body: str) -> None:
        if name in RUNS_ITS_BODY:
            exec(compile(body, f"<%%{name}>", "exec"), self._namespace)  # type: ignore[arg-type]
        else:
            print(f"(%%{name} is not run while grading)")

    def system(self, command: str) -> None:
        print(f"(!{command} is not run while grading)")

    def getoutput(self, command: str, *_: object, **__: object) -> list[str]:
        self.system(command)
        return []


def run_cell(cell: wire.RunCell, namespace: Namespace, output_bytes: int) -> wire.Ran:
    """Run `cell` in `namespace`. Whatever it raises is part of the answer."""
    captured = Captured(output_bytes)
    shell = Shell(namespace)
    namespace["get_ipython"] = lambda: shell
    shown, failure = None, None
    with redirect_stdout(captured), redirect_stderr(captured):
        try:
            shown = _run(cell, namespace, output_bytes)
        except BaseException as error:  # noqa: BLE001 - the student's code may raise anything, SystemExit included
            failure = raised(error)
    return wire.Ran(captured.text(), shown, failure)


def _run(cell: wire.RunCell, namespace: Namespace, output_bytes: int) -> str | None:
    name = f"<{cell.name}>"
    source, tree = _parsed(cell.source, name)
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    body, last = _split(tree, name, quiet=cell.source.rstrip().endswith(";"))
    exec(body, namespace)  # type: ignore[arg-type]
    if last is None:
        return None
    value = eval(last, namespace)  # type: ignore[arg-type]
    sys.stdout.flush()
    return None if value is None else wire.text(repr(value)[:output_bytes])


def _parsed(source: str, name: str) -> tuple[str, ast.Module]:
    """The cell as Python: what is Python already, as nearly all cells are, is not looked through for magics: 1.5 ms a cell."""
    try:
        return source, ast.parse(source, name)
    except SyntaxError:
        source = TransformerManager().transform_cell(source)
        return source, ast.parse(source, name)


def _split(tree: ast.Module, name: str, *, quiet: bool) -> tuple[CodeType, CodeType | None]:
    """The cell's code, and its last expression apart, whose value a notebook shows."""
    last = tree.body[-1] if tree.body and not quiet else None
    if not isinstance(last, ast.Expr):
        return compile(tree, name, "exec"), None
    tree.body.pop()
    return compile(tree, name, "exec"), compile(ast.Expression(last.value), name, "eval")
