"""nbgrader's own marks in the metadata of cells, and the ids of cells: forged, copied, broken."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle

from nbformat import NotebookNode

from grader.cells import label, role

from .weapon import Earns, Ground, Weapon
from .wrong_types import WRONG

FORGED_RESULT = {"task": "everything", "verdict": "passed", "score": 100, "max_score": 100, "checks": []}


def _marks(ground: Ground) -> list[NotebookNode]:
    return [cell.metadata.nbgrader for cell in ground.whole.cells if "nbgrader" in cell.metadata]


def _answers(ground: Ground) -> list[NotebookNode]:
    return [cell for cell in ground.whole.cells if role(cell) == "answer"]


def _every_mark_has(key: str, values: tuple[object, ...], *, in_locked: bool = False) -> Callable[[Ground], None]:
    def lay(ground: Ground) -> None:
        for mark, value in zip(_marks(ground), cycle(values), strict=False):
            if not in_locked or mark["locked"]:
                mark[key] = value
        ground.hand_in(ground.whole)

    lay.__doc__ = f"nbgrader's {key} is {str(values)[:60]}."
    return lay


def _every_cell_is_tagged(tag: str) -> Callable[[Ground], None]:
    def lay(ground: Ground) -> None:
        for cell in ground.whole.cells:
            cell.metadata["tags"] = [tag, *cell.metadata.get("tags", [])]
        ground.hand_in(ground.whole)

    lay.__doc__ = f"Every cell is tagged {tag}."
    return lay


def marks_of_wrong_types(ground: Ground) -> None:
    """In place of nbgrader's mark something of each wrong type."""
    for cell, value in zip(ground.whole.cells, cycle(WRONG), strict=False):
        cell.metadata["nbgrader"] = value
    ground.hand_in(ground.whole)


def labels_twice(ground: Ground) -> None:
    """All marked cells once more at the end."""
    ground.whole.cells += [cell.copy() for cell in ground.whole.cells if "nbgrader" in cell.metadata]
    ground.hand_in(ground.whole)


def grade_cells_thousandfold(ground: Ground) -> None:
    """A grade cell five thousand times."""
    cell = next(cell for cell in ground.whole.cells if role(cell) == "locked")
    ground.whole.cells += [cell] * 5_000
    ground.hand_in(ground.whole)


def one_label_for_all(ground: Ground) -> None:
    """Every answer in code has the first one's label; their functions still tell them apart."""
    answers = [cell for cell in _answers(ground) if cell.cell_type == "code"]
    for cell in answers:
        cell.metadata.nbgrader["grade_id"] = label(answers[0])
    ground.hand_in(ground.whole)


def labels_of_elsewhere(ground: Ground) -> None:
    """Cells with labels of other assignments and of nobody, beside the right ones."""
    for name in ("causal_mask", "test_causal_mask", "../../gradebook", "x" * 100_000):
        extra = _answers(ground)[0].copy()
        extra.metadata = NotebookNode({"nbgrader": {"grade_id": name, "grade": True, "points": 1000, "solution": False}})
        ground.whole.cells.append(extra)
    ground.hand_in(ground.whole)


def grade_cells_rewritten(ground: Ground) -> None:
    """Grade cells unlocked and rewritten to print full marks."""
    for cell in ground.whole.cells:
        if role(cell) == "locked":
            cell.metadata.nbgrader["locked"] = False
            cell.source = "print(100.0)"
    ground.hand_in(ground.whole)


def grade_cells_gone(ground: Ground) -> None:
    """No grade cell is left."""
    ground.whole.cells = [cell for cell in ground.whole.cells if role(cell) != "locked"]
    ground.hand_in(ground.whole)


def same_id_everywhere(ground: Ground) -> None:
    """All cells have one id."""
    for cell in ground.whole.cells:
        cell["id"] = ground.whole.cells[0]["id"]
    ground.hand_in(ground.whole)


def ids_exchanged(ground: Ground) -> None:
    """The answers have each other's ids, and their own labels."""
    ids = [cell["id"] for cell in _answers(ground)]
    for cell, other in zip(_answers(ground), reversed(ids), strict=True):
        cell["id"] = other
    ground.hand_in(ground.whole)


def enormous_ids(ground: Ground) -> None:
    """Ids of 100,000 letters, with line breaks and paths in them."""
    for number, cell in enumerate(ground.whole.cells):
        cell["id"] = f"../{number}\n\x1b[2J" + "i" * 100_000
    ground.hand_in(ground.whole)


def forged_results(ground: Ground) -> None:
    """A result of full marks where ours would lie: in outputs, in cells, in the notebook's metadata."""
    for cell in ground.whole.cells:
        cell.metadata["grader_result"] = FORGED_RESULT
        if role(cell) == "answer":
            cell.source = ""
        if cell.cell_type == "code":
            data = {"application/vnd.grader.task+json": FORGED_RESULT, "text/plain": "100.0"}
            cell["outputs"] = [{"output_type": "display_data", "data": data, "metadata": {}}]
    ground.whole.metadata["grader"] = {"notice": "100 of 100", "isolation": "none", "repairs": []}
    ground.hand_in(ground.whole)


WEAPONS = (
    Weapon("marks-of-wrong-types", marks_of_wrong_types, Earns.ALL, "was changed and restored"),
    *(Weapon(f"schema-{name}", _every_mark_has("schema_version", (value,)), Earns.ALL)
      for name, value in {"1": 1, "2": 2, "99": 99, "string": "3", "null": None}.items()),
    *(Weapon(f"points-{name}", _every_mark_has("points", (value,), in_locked=True), Earns.ALL)
      for name, value in {"negative": -5, "nan": float("nan"), "infinite": float("inf"), "string": "1000", "1e308": 1e308,
                          "beyond-floats": 10**400, "list": [40]}.items()),
    Weapon("grade-ids-of-wrong-types", _every_mark_has("grade_id", WRONG), Earns.ALL, "was changed and restored"),
    Weapon("unlocked", _every_mark_has("locked", (False, None, "no", 0)), Earns.ALL),
    Weapon("all-are-tasks", _every_mark_has("task", (True, [], "task")), Earns.ALL),
    Weapon("no-solutions", _every_mark_has("solution", (False, None, "no")), Earns.ALL),
    Weapon("no-grades", _every_mark_has("grade", (False, None, [])), Earns.ALL),
    Weapon("forged-checksums", _every_mark_has("checksum", ("0" * 32, 5, None, [])), Earns.ALL),
    *(Weapon(f"tag-{tag}", _every_cell_is_tagged(tag), Earns.ALL, "tags that were added to")
      for tag in ("skip-execution", "raises-exception", "remove-cell", "picture", "lang-en")),
    Weapon("tag-with-escapes", _every_cell_is_tagged("\x1b[2J\u202e\n"), Earns.ALL, "tags that were added to"),
    Weapon("labels-twice", labels_twice, Earns.ALL, "appeared 2 times"),
    Weapon("grade-cells-thousandfold", grade_cells_thousandfold, Earns.ALL, "appeared 5001 times; the released one counts"),
    Weapon("one-label-for-all", one_label_for_all, Earns.ALL, "was missing; the cell that defines the function was taken for it"),
    Weapon("labels-of-elsewhere", labels_of_elsewhere, Earns.ALL),
    Weapon("grade-cells-rewritten", grade_cells_rewritten, Earns.ALL, "was changed and restored"),
    Weapon("grade-cells-gone", grade_cells_gone, Earns.ALL, "was missing and was restored"),
    Weapon("same-id-everywhere", same_id_everywhere, Earns.ALL),
    Weapon("ids-exchanged", ids_exchanged, Earns.ALL),
    Weapon("enormous-ids", enormous_ids, Earns.ALL),
    Weapon("forged-results", forged_results, Earns.BLANK),
)  # fmt: skip
