"""A student's cells put back into the notebook that was released. Nothing is read from disk and nothing is run here.

Every cell of the release is in the result, in its order, each by the rule of its kind:

    locked   graded and read-only cells: the release's, whatever the student did to them
    answer   the release's cell with the student's text, found by label, else by id or text, else by its function or, where it
             is in words, by its place
    open     code outside the tasks: the student's text stands
    prose    markdown and raw: the release's text stands

All other cells of the student stay where they were, as plain cells. What was put right is told in `repairs`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from itertools import chain, count

from nbformat import NotebookNode, from_dict

from .cells import StudentCell, bound_names, copied, functions, label, plain_cell, role, squeezed
from .room import MAX_PICTURES, light, short

MAX_EXTRA_CELLS = 1_000  # a lesson has about 60 cells

_VALID_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")


def rebuild(released: NotebookNode, cells: Sequence[StudentCell]) -> tuple[NotebookNode, tuple[str, ...]]:
    """The released notebook with the student's work in it, and what was repaired. `released` is left as it is."""
    work = _Rebuild(released, light(short(cells)))
    if left_out := len(cells) - len(work.cells):
        work.repaired(-1, f"{left_out} of {len(cells)} cells were left out: they were too long")
    if bare := sum(len(cell.pictures) for cell in cells) - sum(len(cell.pictures) for cell in work.cells):
        were = "picture was" if bare == 1 else "pictures were"
        work.repaired(-1, f"{bare} {were} left out: together a notebook's may have {MAX_PICTURES >> 20} MiB")
    work.match_labels()
    work.match_places()
    work.find_words()
    work.find_answers()
    work.restore()
    notebook = work.assemble()
    return notebook, tuple(sentence for _, sentence in sorted(work.repairs, key=lambda repair: repair[0]))


class _Rebuild:
    """The state of one rebuild: which cell of the student (`i`) goes to which cell of the release (`t`)."""

    def __init__(self, released: NotebookNode, cells: Sequence[StudentCell]) -> None:
        self.notebook = copied(released)
        self.released: list[NotebookNode] = self.notebook.cells
        self.cells = cells
        self.chosen: dict[int, int] = {}  # t -> i
        self.free = dict.fromkeys(range(len(cells)))  # the i, in order, that are neither chosen nor left out
        self.claims: dict[int, int] = {}  # i -> t, for a further copy that stays as a plain cell
        self.sought: set[int] = set()  # the t that were found by their function, so from anywhere in the notebook
        self.texts: dict[int, str] = {}  # t -> the text to put there
        self.repairs: list[tuple[int, str]] = []  # t and a sentence

    def repaired(self, t: int, sentence: str) -> None:
        self.repairs.append((t, sentence))

    def match_labels(self) -> None:
        """Match by grade_id."""
        claimants: dict[str, list[int]] = defaultdict(list)
        for i, student in enumerate(self.cells):
            if student.grade_id:
                claimants[student.grade_id].append(i)
        for t, cell in enumerate(self.released):
            if label(cell) in claimants:
                self._choose(t, claimants[label(cell)])

    def _choose(self, t: int, claimants: Sequence[int]) -> None:
        """Take the first that was written for an answer and the first that is as released for a locked cell."""
        cell = self.released[t]
        same = {i: squeezed(self.cells[i].source) == squeezed(cell.source) for i in claimants}
        copies, written = ([i for i in claimants if same[i] is wanted] for wanted in (True, False))
        written.sort(key=lambda i: self.cells[i].kind != cell.cell_type)
        answer = role(cell) == "answer"
        self._take(t, (written + copies if answer else copies + written)[0])
        for i in copies:
            self.free.pop(i, None)
        self.claims.update((i, t) for i in written if i in self.free)
        if len(claimants) > 1:
            several = "the last one counts" if cell.cell_type == "code" else "the first one counts, the others are where they stood"
            fate = "the copies that were never written were left out" if len(written) < 2 else several
            self.repaired(t, f"{self._name(t)} appeared {len(claimants)} times; {fate if answer else 'the released one counts'}")

    def match_places(self) -> None:
        """Match what is left by cell id, and then by text: some editors drop ids and metadata."""
        for by_text in (False, True):
            places: dict[str, list[int]] = defaultdict(list)
            for i in self.free:
                if i not in self.claims:
                    places[squeezed(self.cells[i].source) if by_text else self.cells[i].id or ""].append(i)
            for t, cell in enumerate(self.released):
                key = squeezed(cell.source) if by_text else cell.id
                fitting = [i for i in places[key] if i in self.free and self._fits(t, i)] if key else []
                if t not in self.chosen and fitting:
                    self._take(t, fitting[0])
                    if label(cell):
                        self.repaired(t, f"the label of {self._name(t)} was changed and restored")

    def _fits(self, t: int, i: int) -> bool:
        return bool(label(self.released[t])) or self.cells[i].kind == self.released[t].cell_type

    def find_words(self) -> None:
        """Match the answers in words that are still missing by the cells around them: nothing in them says what they are."""
        for t, cell in enumerate(self.released):
            if role(cell) != "answer" or cell.cell_type == "code" or t in self.chosen:
                continue
            around = [self.chosen[n] + step for n, step in ((t - 1, 1), (t + 1, -1)) if n in self.chosen]
            own = [i for i in around if i in self.free and i not in self.claims and self.cells[i].kind == "markdown"]
            if own:
                self._take(t, own[0])
                self.repaired(t, f"{self._name(t)} was missing; the text in its place was taken for it")

    def find_answers(self) -> None:
        """Match the answers that are still missing by the function that a cell defines."""
        missing = [t for t, cell in enumerate(self.released) if role(cell) == "answer" and t not in self.chosen]
        names = {label(cell) for cell in self.released if role(cell) == "answer"}
        bound = {i: bound_names(self.cells[i].source, names) for i in self._code_that_stays()} if missing else {}
        for t in missing:
            name = label(self.released[t])
            givers = [i for i in bound if name in bound[i]] if self.released[t].cell_type == "code" else []
            own = [i for i in givers if i in self.free and bound[i] == {name}]
            own = [i for i in own if name in functions(self.cells[i].source)]
            if own:
                self._take(t, own[0])
                self.sought.add(t)
                self.repaired(t, f"{self._name(t)} was missing; the cell that defines the function was taken for it")
            elif givers:  # such a cell holds other work too and must not move, and the stub would undo it
                self.texts[t] = f"# {name} is defined in another cell."
                self.repaired(t, f"{self._name(t)} was missing; the function is defined in another cell, which counts")
            else:
                self.repaired(t, f"{self._name(t)} was missing; it counts as not written")

    def _code_that_stays(self) -> list[int]:
        stay = {*self.free, *(self.chosen[t] for t in self.texts if t in self.chosen)}
        return [i for i in sorted(stay) if self.cells[i].kind == "code"]

    def restore(self) -> None:
        """Tell of the other cells that were missing; the release's own stand in for them."""
        for t, cell in enumerate(self.released):
            if t not in self.chosen and role(cell) in ("locked", "open"):
                self.repaired(t, f"{self._name(t)} was missing and was restored")

    def _take(self, t: int, i: int) -> None:
        cell, student = self.released[t], self.cells[i]
        self.chosen[t] = i
        self.free.pop(i)
        if role(cell) in ("answer", "open"):
            self.texts[t] = student.source
        if label(cell):
            self._compare(t, student)

    def _compare(self, t: int, student: StudentCell) -> None:
        cell, name = self.released[t], self._name(t)
        turned = student.kind != cell.cell_type
        if role(cell) == "answer" and student.damaged:
            self.repaired(t, f"the text of {name} was damaged; what is no text was left out")
        if role(cell) == "answer" and turned:
            self.repaired(t, f"{name} had become a {student.kind} cell and was read as {cell.cell_type}")
        elif role(cell) == "locked" and (turned or squeezed(student.source) != squeezed(cell.source)):
            self.repaired(t, f"{name} was changed and restored")
        if "points" in cell.metadata.nbgrader and student.points not in (None, cell.metadata.nbgrader["points"]):
            self.repaired(t, f"points of '{label(cell)}' were changed to {student.points:g} and restored")
        if student.tags - set(cell.metadata.get("tags", ())):
            self.repaired(t, f"tags that were added to {name} were removed")

    def _name(self, t: int) -> str:
        cell = self.released[t]
        if label(cell):
            return f"{'answer cell' if role(cell) == 'answer' else 'cell'} '{label(cell)}'"
        return f"the code cell that begins '{cell.source.strip().partition(chr(10))[0][:50]}'"

    def assemble(self) -> NotebookNode:
        """The notebook, after all matching."""
        extras = self._extras()
        cells = [*extras[-1]]
        for t, cell in enumerate(self.released):
            cell.source = self.texts.get(t, cell.source)
            if t in self.chosen and role(cell) == "answer":
                _paste(cell, self.cells[self.chosen[t]])
            cells += [cell, *extras[t]]
        self.notebook.cells = cells
        return self.notebook

    def _extras(self) -> dict[int, list[NotebookNode]]:
        """The student's further cells by the cell of the release that they follow; -1 for those before the first."""
        extras: dict[int, list[NotebookNode]] = defaultdict(list)
        kept = [i for i in self.free if self.cells[i].kind != "raw"]
        anchors, used = self._anchors(), {cell.id for cell in self.released}
        if len(kept) > MAX_EXTRA_CELLS:
            sentence = f"only the first {MAX_EXTRA_CELLS:,} of {len(kept):,} added cells were kept"
            self.repaired(len(self.released), sentence)
        for i in kept[:MAX_EXTRA_CELLS]:
            cell = self.cells[i]
            place = bisect_left(anchors, (i,)) - 1
            after = max(anchors[place][1] if place >= 0 else -1, self.claims.get(i, -1))
            extras[after].append(plain_cell(cell.kind, cell.source, _fresh_id(cell.id, i, used)))
            _paste(extras[after][-1], cell)
        return extras

    def _anchors(self) -> list[tuple[int, int]]:
        """(i, t) of the cells that kept their place: the longest run in the release's order, without what was moved."""
        placed = sorted((i, t) for t, i in self.chosen.items() if t not in self.sought)
        ends: list[int] = []  # for each length, the smallest t that a run of that length ends in
        lengths: list[int] = []
        for _, t in placed:
            lengths.append(bisect_left(ends, t))
            ends[lengths[-1] : lengths[-1] + 1] = [t]
        run: list[tuple[int, int]] = []
        for pair, length in zip(reversed(placed), reversed(lengths), strict=True):
            if length == len(ends) - 1 - len(run):
                run.append(pair)
        return run[::-1]


def _paste(cell: NotebookNode, student: StudentCell) -> None:
    if cell.cell_type == "markdown" and student.pictures:
        cell.attachments = from_dict({**cell.get("attachments", {}), **student.pictures})


def _fresh_id(wanted: str | None, position: int, used: set[str]) -> str:
    """`wanted` when it is a valid id that nothing has yet, else one made from the cell's position."""
    valid = [wanted] if wanted and _VALID_ID.fullmatch(wanted) else []
    ids = chain(valid, [f"student-{position}"], (f"student-{position}-{n}" for n in count(1)))
    chosen = next(name for name in ids if name not in used)
    used.add(chosen)
    return chosen
