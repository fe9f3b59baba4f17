"""A program's text beside its syntax tree: where each node stands, in bytes, as `ast` counts."""

from __future__ import annotations

import ast

_ATOMS = (ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.Constant, ast.Tuple, ast.List, ast.Dict)


class Text:
    """The text of a program."""

    def __init__(self, source: str) -> None:
        self._bytes = source.encode()
        self._starts = [0]
        for line in self._bytes.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def span(self, node: ast.AST) -> tuple[int, int]:
        """The first byte of `node`, and the one after its last. Brackets around it are not its own."""
        first, last = node.lineno, node.end_lineno  # type: ignore[attr-defined]
        return self._starts[first - 1] + node.col_offset, self._starts[last - 1] + node.end_col_offset  # type: ignore[attr-defined]

    def of(self, node: ast.AST) -> str:
        return self.between(*self.span(node))

    def between(self, start: int, end: int) -> str:
        return self._bytes[start:end].decode()

    def lines(self, start: int, end: int) -> tuple[int, int]:
        """From where to where the whole lines reach that hold the bytes from `start` to `end`; without the last line break."""
        first = self._bytes.rfind(b"\n", 0, start) + 1
        last = self._bytes.find(b"\n", end)
        return first, len(self._bytes) if last < 0 else last

    def number(self, place: int) -> int:
        """The line, from 1, that byte `place` stands in."""
        return self._bytes.count(b"\n", 0, place) + 1


def bracketed(node: ast.AST, text: Text) -> str:
    """The text of `node` so that it can stand anywhere."""
    return text.of(node) if isinstance(node, _ATOMS) else f"({text.of(node)})"
