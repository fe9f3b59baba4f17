"""Which answers of a rebuilt notebook were never written: stubs, blank forms, text cells with nothing of the student's in them."""

from __future__ import annotations

from nbformat import NotebookNode

from .cells import bound_names, label, role, squeezed


def untouched(released: NotebookNode, rebuilt: NotebookNode) -> frozenset[str]:
    """The labels of answers that are still the release's stub, and that no later cell of the student gives either.

    An answer in words is untouched when its cell is empty, too.
    """
    answers = [cell for cell in released.cells if role(cell) == "answer"]
    stubs = {label(cell): squeezed(cell.source) for cell in answers}
    functions_of = {label(cell) for cell in answers if cell.cell_type == "code"}
    last: dict[str, str] = {}
    for cell in rebuilt.cells:
        names = bound_names(cell.source, functions_of) if cell.cell_type == "code" else set()
        own = {label(cell)} if role(cell) == "answer" else set()
        last.update(dict.fromkeys(names | own, squeezed(cell.source)))
    empty = {name for name in set(stubs) - functions_of if not last.get(name)}
    return frozenset(name for name, stub in stubs.items() if last.get(name) == stub or name in empty)
