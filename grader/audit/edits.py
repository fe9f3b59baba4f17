"""Small wrong turns of a program, as edits of its text: what `mutants` makes mutants of.

Two families: what goes wrong in any language (operators, comparisons, constants, branches, statements) and what goes wrong with
tensors (axes, dtypes, dropped conversions, a function taken for its neighbour, arguments in each other's place).
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from .forms import changes
from .text import Text, bracketed

BINARY = {"+": "-", "-": "+", "*": "/", "/": "*", "//": "*", "%": "//", "**": "*", "@": "*", "&": "|", "|": "&", "^": "&"}
COMPARISONS = {
    "==": ("!=",), "!=": ("==",), "is": ("is not",), "is not": ("is",), "in": ("not in",), "not in": ("in",),
    "<": ("<=", ">="), "<=": ("<", ">"), ">": (">=", "<="), ">=": (">", "<"),
}  # fmt: skip
SYMBOLS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**", ast.MatMult: "@",
    ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^", ast.Eq: "==", ast.NotEq: "!=", ast.Is: "is", ast.IsNot: "is not",
    ast.In: "in", ast.NotIn: "not in", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.And: "and", ast.Or: "or",
}  # fmt: skip

# Neighbours: names of functions and dtypes that are taken for each other. Each pair is read both ways.
_PAIRS = """
amax amin, max min, maximum minimum, argmax argmin, sum mean, prod sum, cumprod cumsum, tril triu, zeros ones, zeros_like ones_like,
any all, sin cos, exp log, floor ceil, logical_and logical_or, isnan isinf, float double, float32 float64, float32 float16,
int64 int32, bool uint8, linspace logspace, repeat expand, stack cat, ndim shape
"""
NEIGHBOURS: dict[str, set[str]] = {}
for _pair in _PAIRS.replace("\n", " ").split(","):
    _one, _other = _pair.split()
    NEIGHBOURS.setdefault(_one, set()).add(_other)
    NEIGHBOURS.setdefault(_other, set()).add(_one)
MODULES = {"torch", "math", "F", "np", "nn", "functional"}  # what stands before the dot in a call that is no method
SYMMETRIC = {
    "transpose",
    "swapaxes",
    "promote_types",
    "maximum",
    "minimum",
    "logical_and",
    "logical_or",
    "max",
    "min",
    "isinstance",
}


@dataclass(frozen=True, slots=True)
class Edit:
    """Put `after` in the place of the bytes from `start` to `end`."""

    start: int
    end: int
    after: str


def edits(node: ast.AST, text: Text) -> Iterator[Edit]:
    """Every wrong turn at `node` itself; not at its children."""
    for after in _replacements(node, text):
        yield Edit(*text.span(node), after)
    yield from _inside(node, text)


def _replacements(node: ast.AST, text: Text) -> Iterator[str]:
    """What may stand in the place of the whole of `node`."""
    maker = _MAKERS.get(type(node))
    if maker is not None:
        yield from maker(node, text)


def _inside(node: ast.AST, text: Text) -> Iterator[Edit]:
    """Edits of a part of `node`: its operator, the order of its arguments."""
    editor = _EDITORS.get(type(node))
    if editor is not None:
        yield from editor(node, text)


def _operator(node: ast.BinOp | ast.AugAssign, text: Text) -> Iterator[Edit]:
    left, right = (node.left, node.right) if isinstance(node, ast.BinOp) else (node.target, node.value)
    other = BINARY.get(SYMBOLS.get(type(node.op), ""))
    yield from _symbol(left, node.op, right, text, (other,) if other else ())


def _junction(node: ast.BoolOp, text: Text) -> Iterator[Edit]:
    for left, right in pairwise(node.values):
        yield from _symbol(left, node.op, right, text, ("or" if isinstance(node.op, ast.And) else "and",))


def _comparison(node: ast.Compare, text: Text) -> Iterator[Edit]:
    for left, op, right in zip([node.left, *node.comparators], node.ops, node.comparators, strict=False):
        yield from _symbol(left, op, right, text, COMPARISONS[SYMBOLS[type(op)]])


def _condition(node: ast.If | ast.While | ast.IfExp, text: Text) -> Iterator[Edit]:
    if not isinstance(node.test, ast.Compare):  # the opposite of a comparison is another comparison
        yield Edit(*text.span(node.test), f"not ({text.of(node.test)})")


def _bounds(node: ast.Slice, text: Text) -> Iterator[Edit]:
    yield from (Edit(*text.span(bound), "") for bound in (node.lower, node.upper) if bound is not None)


def _form(node: ast.Constant, text: Text) -> Iterator[Edit]:
    """A text of several lines is a form that is filled in."""
    literal, (start, _) = text.of(node), text.span(node)
    for first, last, after in changes(literal) if isinstance(node.value, str) and "\n" in node.value else ():
        yield Edit(start + len(literal[:first].encode()), start + len(literal[:last].encode()), after)


def _neighbours(node: ast.Attribute, text: Text) -> Iterator[Edit]:
    end = text.span(node)[1]
    yield from (Edit(end - len(node.attr), end, other) for other in sorted(NEIGHBOURS.get(node.attr, ())))


def _symbol(left: ast.AST, op: ast.AST, right: ast.AST, text: Text, others: tuple[str, ...]) -> Iterator[Edit]:
    """The operator between two operands, as others."""
    start, symbol = text.span(left)[1], SYMBOLS.get(type(op), "")
    place = text.between(start, text.span(right)[0]).find(symbol)
    if symbol and place >= 0:
        yield from (Edit(start + place, start + place + len(symbol), other) for other in others)


def _arguments(call: ast.Call, text: Text) -> Iterator[Edit]:
    """Arguments in each other's place, each keyword left out or another, a mask the other way round."""
    if text.of(call.func).rpartition(".")[2] not in SYMMETRIC:
        yield from _swapped(call.args, text)
    if text.of(call.func).rpartition(".")[2] in ("where", "masked_fill") and call.args:
        yield Edit(*text.span(call.args[0]), f"~({text.of(call.args[0])})")
    given = sorted([*call.args, *(keyword.value for keyword in call.keywords)], key=lambda value: text.span(value)[0])
    for keyword in call.keywords:
        start, end = text.span(keyword)
        before = [value for value in given if text.span(value)[1] <= start]
        yield Edit(text.span(before[-1])[1] if before else start, end, "")
        others = sorted(NEIGHBOURS.get(keyword.arg or "", ()))
        yield from (Edit(start, start + len(keyword.arg or ""), other) for other in others)


def _swapped(values: list[ast.expr], text: Text) -> Iterator[Edit]:
    for one, other in pairwise(values):
        if isinstance(one, ast.Starred) or isinstance(other, ast.Starred):
            continue
        (start, after_one), (before_other, end) = text.span(one), text.span(other)
        yield Edit(start, end, text.of(other) + text.between(after_one, before_other) + text.of(one))


def is_number(node: ast.AST) -> bool:
    """Whether it is a number as one writes it: 3, or -1.5."""
    inner = node.operand if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) else node
    return isinstance(inner, ast.Constant) and isinstance(inner.value, int | float) and not isinstance(inner.value, bool)


def _number(value: float) -> Iterator[str]:
    if isinstance(value, int):
        yield from (str(other) for other in dict.fromkeys((value + 1, value - 1, -value)) if other != value)
    else:
        yield from (repr(other) for other in dict.fromkeys((1.0 if value == 0 else 0.0, -value, value * 1.01)) if other != value)


def _constant(node: ast.Constant, text: Text) -> Iterator[str]:
    if isinstance(node.value, bool):
        yield str(not node.value)
    elif isinstance(node.value, int | float):
        yield from _number(node.value)
    elif isinstance(node.value, str) and node.value and "\n" not in node.value:
        yield repr(node.value + "_")


def _unary(node: ast.UnaryOp, text: Text) -> Iterator[str]:
    yield from _number(ast.literal_eval(node)) if is_number(node) else [bracketed(node.operand, text)]


def _operands(node: ast.BinOp, text: Text) -> Iterator[str]:
    yield bracketed(node.left, text)
    yield bracketed(node.right, text)
    if isinstance(node.op, ast.MatMult | ast.Sub | ast.Div):
        yield f"({bracketed(node.right, text)} {SYMBOLS[type(node.op)]} {bracketed(node.left, text)})"


def _call(node: ast.Call, text: Text) -> Iterator[str]:
    """A method not called, a function taken for one of its arguments."""
    function = node.func
    if isinstance(function, ast.Attribute) and not (isinstance(function.value, ast.Name) and function.value.id in MODULES):
        yield text.of(function.value)
    elif not (isinstance(function, ast.Name) and function.id in ("range", "zip", "enumerate")):
        yield from (bracketed(argument, text) for argument in node.args[:2] if not isinstance(argument, ast.Starred))


def _one_branch(node: ast.IfExp, text: Text) -> Iterator[str]:
    yield bracketed(node.body, text)
    yield bracketed(node.orelse, text)


def _one_operand(node: ast.BoolOp, text: Text) -> Iterator[str]:
    yield from (bracketed(value, text) for value in node.values)


def _gone(node: ast.stmt, text: Text) -> Iterator[str]:
    yield "pass"


def _other_exception(node: ast.Raise, text: Text) -> Iterator[str]:
    yield "pass"
    yield "raise RuntimeError"


_MAKERS: dict[type[ast.AST], Callable[..., Iterator[str]]] = {
    ast.Constant: _constant,
    ast.UnaryOp: _unary,
    ast.BinOp: _operands,
    ast.Call: _call,
    ast.IfExp: _one_branch,
    ast.BoolOp: _one_operand,
    ast.AugAssign: _gone,
    ast.Expr: _gone,
    ast.Raise: _other_exception,
    ast.If: _gone,
    ast.For: _gone,
    ast.Subscript: lambda node, text: iter([text.of(node.value)]),
}
_EDITORS: dict[type[ast.AST], Callable[..., Iterator[Edit]]] = {
    ast.BinOp: _operator,
    ast.AugAssign: _operator,
    ast.BoolOp: _junction,
    ast.Compare: _comparison,
    ast.If: _condition,
    ast.While: _condition,
    ast.IfExp: _condition,
    ast.Call: _arguments,
    ast.Tuple: lambda node, text: _swapped(node.elts, text),
    ast.List: lambda node, text: _swapped(node.elts, text),
    ast.Dict: lambda node, text: _swapped(node.values, text),
    ast.Slice: _bounds,
    ast.Attribute: _neighbours,
    ast.Constant: _form,
}
