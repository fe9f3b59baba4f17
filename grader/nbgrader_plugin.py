"""Our side of nbgrader's seam. nbgrader_config.py names these classes; nothing of nbgrader is patched.

nbgrader autograde / Formgrader / grader autograde
  └ Autograde (nbgrader's own converter), which walks from student to student
      ├ SubmissionExporter   has the whole batch graded ahead (`Batch`), and gives nbgrader what came of each submission
      ├ CheckMetadata        nbgrader's check of its own metadata, once for all notebooks that have the same (autograde_steps.py)
      ├ GradeSubmission      in place of Execute and SaveAutoGrades: writes the scores (autograde_steps.py)
      └ LatePenalties        nbgrader's own step, where somebody is late (autograde_steps.py)
nbgrader generate_feedback
  └ FeedbackExporter         the page that a student may read (feedback_exporter.py)
every converter
  └ refuses a destination that holds authored text (guarded.py)
"""

from __future__ import annotations

import os
import re
import shutil
import weakref
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters.base import BaseConverter, NbGraderException

from . import gradebook, gradebook_file
from .batch import Batch
from .cells import notebook_of
from .course import Course, CourseError
from .crew import prepare
from .fault import GraderFault, RunOver
from .guarded import Guarded
from .handed_in import alike, folders, listed, other_notebooks, unfit
from .legible import written_out
from .order import Report
from .student_folder import CourseFolders, left_out, patterns

Resources = dict[str, Any]  # nbconvert's; ours to read is resources["nbgrader"], a dict of names
BATCH = "grader_batch"  # an attribute of an app above the converter, set by whoever watches the run


class SubmissionExporter(Guarded, NotebookExporter):
    """Gives nbgrader's Autograde graded notebooks in place of the files themselves."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.report: Report | None = None
        self._student = self._cleared = ""
        self._students: tuple[str, ...] = ()
        self.checked: set[bytes] = set()  # nbgrader's metadata of whole notebooks, found in order
        if not isinstance(self.parent, BaseConverter):  # made only to list its options
            return
        prepare()
        self.course = Course(Path(self.parent.coursedir.root))
        try:
            gradebook_file.inspect(self.parent.coursedir.db_url)
            self.parent.coursedir = CourseFolders.like(self.parent.coursedir)
            self.assignment = self.course.assignment(self.parent.coursedir.assignment_id)
            self.batch = _batch_of(self.parent) or _own_batch(self)
            submissions = self._expect_every_student()
            self._students = tuple(submissions)
            self._notice_what_may_be_a_mistake(submissions)
            self._put_away_what_was_broken_off(submissions)
            self.batch.begin({name: path for name, path in submissions.items() if self._will_convert(name)}, self._submitted)
        except (CourseError, GraderFault) as error:
            self.log.error("%s", error)
            raise NbGraderException(str(error)) from error
        self._ignore = list(self.parent.coursedir.ignore)
        self._before, self._after = self.parent.pre_convert_hook, self.parent.post_convert_hook
        self.parent.pre_convert_hook, self.parent.post_convert_hook = self._before_copying, self._after_writing

    @cached_property
    def book(self) -> Gradebook:
        return gradebook.opened_for(self)

    @property
    def _submitted(self) -> Path:
        return Path(self.course.root / self.parent.coursedir.submitted_directory)

    def _expect_every_student(self) -> dict[str, Path]:
        """Make nbgrader look for the one notebook of the assignment in each student's folder, whatever else is there.

        Left alone it passes over a student without a notebook, and the score of an earlier submission would stand.
        """
        converter, name, root = self.parent, self.assignment.name, Path(self.course.root)
        pattern = converter._format_source(name, converter.coursedir.student_id)
        parse = re.compile(converter._format_source(re.escape(name), "(?P<student_id>.*)", escape=True), re.DOTALL)
        found: dict[str, Path] = {}
        converter.assignments = {}
        for named in folders(pattern, root):
            match = parse.match(named)
            if match is None or not self._is_wanted(student := match["student_id"]):
                continue
            if (why := unfit(student)) is not None:
                shown = written_out(named)
                self._notice(f"{shown}: not graded: this can be no student's id: {why}. Rename the folder", refused=True)
                continue
            converter.assignments[named] = [os.path.join(named, f"{name}.ipynb")]
            found[student] = root / named / f"{name}.ipynb"
        return found

    def _is_wanted(self, student: str) -> bool:
        only = self.batch.settings.only
        return only is None or student in only

    def _notice_what_may_be_a_mistake(self, submissions: Mapping[str, Path]) -> None:
        for path in submissions.values():
            if others := other_notebooks(path.parent, self.assignment.name):
                also = f"{written_out(str(path.parent))} also holds {listed(others)}"
                self._notice(f"{also}: only {path.name} is graded. If another is meant, give it that name")
        for same in alike(submissions):
            names = listed(same, " and ")
            self._notice(f"{names} are graded as two students. If they are one, keep one of the folders in submitted/")

    def _notice(self, sentence: str, *, refused: bool = False) -> None:
        (self.log.error if refused else self.log.warning)("%s", sentence)
        self.batch.watcher.noticed(sentence, refused=refused)

    def _put_away_what_was_broken_off(self, students: Iterable[str]) -> None:
        """A folder in autograded/ without its notebook, or whose scores a killed run has not written, is nobody's."""
        for student in students:
            folder = self._destination(student)
            if folder.is_dir() and (not (folder / f"{self.assignment.name}.ipynb").exists() or self.batch.undelivered(student)):
                shutil.rmtree(folder)

    def _will_convert(self, student: str) -> bool:
        """Whether nbgrader is going to look at this submission: as it decides itself, later, where whole folders are asked for."""
        folder, directory = self._destination(student), self.parent.coursedir
        if self.parent.force or not folder.exists() or directory.notebook_id != "*":
            return True
        name = self.assignment.name
        handed_in, graded = (
            directory.get_existing_timestamp(path) for path in (self.parent._format_source(name, student), str(folder))
        )
        return handed_in is not None and graded is not None and handed_in > graded

    def _destination(self, student: str) -> Path:
        return Path(self.course.root / self.parent._format_dest(self.assignment.name, student))

    def _before_copying(self, *, assignment: str, student: str, notebooks: Sequence[str]) -> None:
        """nbgrader calls this before it copies a student's folder, and goes on whatever is raised here."""
        converter, submitted = self.parent, self._submitted
        place = converter.init_single_notebook_resources(notebooks[0])["nbgrader"]
        folder = converter._format_source(place["assignment"], place["student"])
        converter.coursedir.closed = folder  # nothing is copied that was not looked at
        gradebook.clear(self.book, place)
        self._cleared = place["student"]
        unfit = left_out(folder, submitted, {path.name for path in self.assignment.source.parent.iterdir()})
        for path, reason in unfit.items():
            self.log.warning("%s: not copied: %s %s", place["student"], path, reason)
        converter.coursedir.ignore = [*self._ignore, *patterns(unfit)]
        converter.coursedir.closed = folder if folder in unfit else None
        if self._before is not None:
            self._before(assignment=assignment, student=student, notebooks=notebooks)

    def _after_writing(self, *, assignment: str, student: str, notebooks: Sequence[str]) -> None:
        """nbgrader calls this when a student's folder in autograded/ is complete."""
        if self.report is not None:
            path = Path(self.course.root, notebooks[0])
            if said := self.batch.deliver(self._student, self.report, path, self._submitted):
                self._notice(said)
        if self._after is not None:
            self._after(assignment=assignment, student=student, notebooks=notebooks)

    def from_filename(self, filename: str, resources: Resources | None = None, **kw: Any) -> Any:  # noqa: ANN401 - as nbconvert has it
        """The graded notebook of the submission in `filename`: in Autograde's first pass, and again in its second."""
        assert resources is not None
        place = resources["nbgrader"]
        if self.parent._sanitizing:
            self._student, self.report = place["student"], None
            try:
                self.batch.withdraw(self._student)
                # nbgrader itself gives zeros where there is no file
                if self._cleared != self._student or not os.path.exists(filename):
                    gradebook.clear(self.book, place)
                self.report = self.batch.report(self._student)
            except RunOver:  # so that those who come after keep what they have
                self.parent.coursedir.student_id_exclude = ",".join(self._students)
                self.parent.force = False  # for those whose ids have a comma in them
                raise
            except GraderFault as fault:
                self.log.error("%s: not graded, by a fault of ours: %s", self._student, fault)
                self.batch.watcher.lost(self._student, str(fault))
                raise
            for repair in self.report.result.repairs:
                self.log.warning("%s: %s", self._student, repair)
            if self.report.unreadable is not None:
                self.log.error("%s: %s", self._student, self.report.unreadable)
        assert self.report is not None
        if not self._preprocessors:
            return self.report.notebook, self._init_resources(resources)  # type: ignore[no-untyped-call]
        return self.from_notebook_node(notebook_of(self.report.notebook), resources, **kw)

    def from_notebook_node(self, nb: NotebookNode, resources: Resources | None = None, **_: Any) -> Any:  # noqa: ANN401 - as nbconvert has it
        """The text that was graded, after nbgrader's steps: none of them changes it, and it was validated when it was made."""
        assert self.report is not None
        resources = self._init_resources(resources)  # type: ignore[no-untyped-call]
        for step in self._preprocessors:
            nb, resources = step(nb, resources)
        return self.report.notebook, resources


def _batch_of(converter: BaseConverter) -> Batch | None:
    above = converter
    while above is not None:
        if isinstance(batch := getattr(above, BATCH, None), Batch):
            return batch
        above = above.parent
    return None


def _own_batch(exporter: SubmissionExporter) -> Batch:
    """For this converter alone; it goes when the converter does."""
    batch = Batch(exporter.course, exporter.assignment)
    weakref.finalize(exporter, batch.close)
    return batch
