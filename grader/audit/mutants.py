"""Mutants: the reference's functions, each with one small wrong turn.

We make our own rather than take a mutation library's. Tried on the four functions of `attention`: cosmic-ray 8.7 makes 236, none of
which drops a conversion, an argument or a call, takes a function for its neighbour or gives it another axis than its mirror image;
mutmut 3.8 makes 148, three in five of which put None where it raises at once, and reads its settings from the working folder. Both
would bring some twenty packages into the environment, for the part that `edits` does in two hundred lines.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from .edits import Edit, edits, is_number
from .text import Text, bracketed


@dataclass(frozen=True)
class Mutant:
    """A function with one edit."""

    function: str
    line: int  # in the file that it was taken from
    before: str  # the lines that the edit touches, without their indentation
    after: str
    source: str  # of the whole function

    @property
    def diff(self) -> str:
        removed = "\n".join(f"- {line}" for line in self.before.splitlines())
        added = "\n".join(f"+ {line}" for line in self.after.splitlines())
        return f"{removed}\n{added}"


def mutants(path: Path, functions: tuple[str, ...]) -> tuple[Mutant, ...]:
    """The mutants of those top-level functions of the python file at `path`, by line; no two alike."""
    source = path.read_text(encoding="utf-8")
    nodes = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef) and node.name in functions]
    return tuple(mutant for node in nodes for mutant in _mutants(source, node))


def _mutants(source: str, function: ast.FunctionDef) -> Iterator[Mutant]:
    text = Text(source)
    known = {ast.dump(function)}
    for edit in sorted(_edits(function, text), key=lambda edit: edit.start):
        start, end = text.span(function)
        mutated = text.between(start, edit.start) + edit.after + text.between(edit.end, end)
        tree = _parsed(mutated)
        if tree is not None and tree not in known:
            known.add(tree)
            first, last = text.lines(edit.start, edit.end)
            changed = text.between(first, edit.start) + edit.after + text.between(edit.end, last)
            before = text.between(first, last)
            yield Mutant(function.name, text.number(edit.start), dedent(before).strip(), dedent(changed).strip(), mutated)


def _parsed(source: str) -> str | None:
    """The syntax tree as text, to tell that two mutants are the same; None where it is no program."""
    try:
        tree = ast.parse(source).body[0]
        compile(source, "<mutant>", "exec")
    except SyntaxError:
        return None
    return ast.dump(tree)


def _edits(function: ast.FunctionDef, text: Text) -> Iterator[Edit]:
    """Of the answer itself and of its arguments' defaults; the docstring, annotations and error messages are no behaviour."""
    for default in [*function.args.defaults, *function.args.kw_defaults]:
        if default is not None:
            yield from edits(default, text)
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    for statement in body:
        for node in _behaving(statement):
            yield from edits(node, text)
            yield from _another_parameter(node, function, text)
            yield from _another_result(node, function, text)


def _behaving(node: ast.AST) -> Iterator[ast.AST]:
    """`node` and what is in it, without annotations and error messages; a number with its sign is one thing."""
    yield node
    if isinstance(node, ast.Raise | ast.JoinedStr) or is_number(node):
        return
    for name, value in ast.iter_fields(node):
        children = value if isinstance(value, list) else [value]
        for child in children if name not in ("annotation", "returns") else []:
            if isinstance(child, ast.AST):
                yield from _behaving(child)


def _another_parameter(node: ast.AST, function: ast.FunctionDef, text: Text) -> Iterator[Edit]:
    """A use of a parameter as that of another one which is annotated alike; a count that is off by one."""
    kinds = {parameter.arg: text.of(parameter.annotation) for parameter in _parameters(function) if parameter.annotation}
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in kinds:
        others = [name for name, kind in kinds.items() if kind == kinds[node.id] and name != node.id]
        counts = [f"({node.id} - 1)", f"({node.id} + 1)"] if kinds[node.id] == "int" else []
        yield from (Edit(*text.span(node), other) for other in [*others, *counts])


def _another_result(node: ast.AST, function: ast.FunctionDef, text: Text) -> Iterator[Edit]:
    """The first argument in the place of a result, and a result without its gradient."""
    if isinstance(node, ast.Return) and node.value is not None:
        yield from (Edit(*text.span(node.value), parameter.arg) for parameter in _parameters(function)[:1])
        parts = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
        tensors = [part for part in parts if not isinstance(part, ast.Constant)]
        yield from (Edit(*text.span(part), f"{bracketed(part, text)}.detach()") for part in tensors)


def _parameters(function: ast.FunctionDef) -> list[ast.arg]:
    return [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
