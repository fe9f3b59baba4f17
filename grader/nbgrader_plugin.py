"""Our side of nbgrader's seam. nbgrader_config.py names these classes; nothing of nbgrader is patched.

nbgrader autograde / Formgrader / grader autograde
  └ Autograde (nbgrader's own converter)
      ├ SubmissionExporter   reads each submission through `submission.read` instead of nbformat, old scores cleared first
      └ GradeSubmission      in place of Execute and SaveAutoGrades: grades, writes scores, puts outputs under the cells
nbgrader generate_feedback
  └ FeedbackExporter         the page that a student may read
every converter
  └ refuses a destination that holds authored text: with --force nbgrader removes its destination folder first
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter, NotebookExporter
from nbconvert.exporters.exporter import Exporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters.base import BaseConverter, NbGraderException
from nbgrader.preprocessors import NbGraderPreprocessor

from . import feedback, gradebook
from .autograded import assemble, read_note
from .course import Assignment, Course, CourseError
from .errors import GraderFault
from .grading import Grader
from .lane_keeper import LaneKeeper
from .result import Language, SubmissionResult
from .sandbox import Sandbox, SandboxUnavailable
from .secret import Secret
from .student_folder import CourseFolders, left_out, patterns
from .submission import Submission, UnreadableSubmission, blank, read
from .table import sentences

Resources = dict[str, Any]  # nbconvert's; ours to read is resources["nbgrader"], a dict of names
SESSION = "grader_session"  # an attribute of an app above the converter, set by whoever runs several converters in a row


@dataclass(frozen=True)
class Session:
    """What outlives one converter: the warm lane, and who wants to know how grading goes."""

    keeper: LaneKeeper
    on_graded: Callable[[str, SubmissionResult], None]  # student, result
    on_unreadable: Callable[[str, str], None]  # student, what was wrong with the file


class _Guarded(Exporter):
    """An exporter whose converter may not write where authored text lies."""

    parent: Any  # the converter that this exporter works for

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        if not isinstance(self.parent, BaseConverter):
            return
        root = Path(self.parent.coursedir.root).resolve()
        target = (root / self.parent._output_directory).resolve()
        for authored in ("solutions", "source", "tests", "grader", "submitted"):
            folder = root / authored
            if target in (folder, root) or folder in target.parents or target in folder.parents:
                self.log.error("refusing to write to %s: what is in %s exists nowhere else; choose another folder", target, folder)
                raise NbGraderException(f"refusing to write to {target}")


class NotebookWriter(_Guarded, NotebookExporter):
    """nbgrader's usual notebook exporter, guarded."""


class SubmissionExporter(_Guarded, NotebookExporter):
    """Gives nbgrader's Autograde rebuilt submissions in place of the files themselves."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.submission: Submission | None = None
        self.notice: UnreadableSubmission | None = None
        if not isinstance(self.parent, BaseConverter):  # made only to list its options
            return
        self.course = Course(Path(self.parent.coursedir.root))
        try:
            self.assignment = self.course.assignment(self.parent.coursedir.assignment_id)
            self.session = _session_of(self.parent) or _own_session(self)
            self.session.keeper.lane()
        except (CourseError, SandboxUnavailable, GraderFault) as error:
            self.log.error("%s", error)
            raise NbGraderException(str(error)) from error
        self._expect_every_student()
        self.parent.coursedir = CourseFolders.like(self.parent.coursedir)
        self._ignore = list(self.parent.coursedir.ignore)
        self._hook = self.parent.pre_convert_hook
        self.parent.pre_convert_hook = self._before_copying

    def _expect_every_student(self) -> None:
        """Make nbgrader look for the one notebook of the assignment in each student's folder, whatever else is there.

        Left alone it passes over a student without a notebook, and the score of an earlier submission would stand.
        """
        converter, name = self.parent, self.assignment.name
        pattern = converter._format_source(name, converter.coursedir.student_id)
        folders = sorted(path for path in Path(self.course.root).glob(_relative(pattern, self.course.root)) if not path.is_file())
        converter.assignments = {
            _as_nbgrader_names_it(folder, pattern, self.course.root): [
                _as_nbgrader_names_it(folder / f"{name}.ipynb", pattern, self.course.root)
            ]
            for folder in folders
        }

    def _before_copying(self, *, assignment: str, student: str, notebooks: Sequence[str]) -> None:
        """nbgrader calls this before it copies a student's folder, and goes on whatever is raised here."""
        converter, submitted = self.parent, self.course.root / self.parent.coursedir.submitted_directory
        place = converter.init_single_notebook_resources(notebooks[0])["nbgrader"]
        folder = converter._format_source(place["assignment"], place["student"])
        converter.coursedir.ignore = [*self._ignore, *patterns([folder])]  # nothing is copied that was not looked at
        gradebook.clear(place)
        unfit = left_out(folder, submitted, {path.name for path in self.assignment.source.parent.iterdir()})
        for path, reason in unfit.items():
            self.log.warning("%s: not copied: %s %s", place["student"], path, reason)
        converter.coursedir.ignore = [*self._ignore, *patterns(unfit)]
        if self._hook is not None:
            self._hook(assignment=assignment, student=student, notebooks=notebooks)

    def from_filename(self, filename: str, resources: Resources | None = None, **kw: Any) -> Any:  # noqa: ANN401 - as nbconvert has it
        """The submission in `filename`, rebuilt; or, in Autograde's second pass, what the first one wrote."""
        if not self.parent._sanitizing:
            return super().from_filename(filename, resources, **kw)
        assert resources is not None
        student = resources["nbgrader"]["student"]
        gradebook.clear(resources["nbgrader"])
        self.submission, self.notice = self._read(Path(filename), student)
        for repair in self.submission.repairs:
            self.log.warning("%s: %s", student, repair)
        return self.from_notebook_node(self.submission.notebook, resources, **kw)  # type: ignore[no-untyped-call]

    def _read(self, path: Path, student: str) -> tuple[Submission, UnreadableSubmission | None]:
        submitted = self.course.root / self.parent.coursedir.submitted_directory
        try:
            return read(
                self.course.root / path,
                self.assignment,
                below=submitted,
                others=grade_ids_of_others(self.course, self.assignment),
                student_id=student,
            ), None
        except UnreadableSubmission as error:
            self.log.error("%s: %s", student, error)
            self.session.on_unreadable(student, str(error))
            return blank(self.course.root / path, self.assignment, student_id=student), error


def _relative(pattern: str, root: Path) -> str:
    path = Path(pattern)
    return str(path.relative_to(root)) if path.is_absolute() else pattern


def _as_nbgrader_names_it(path: Path, pattern: str, root: Path) -> str:
    """nbgrader parses the student's id out of the path, in the form that its own pattern has: absolute or relative."""
    return str(path) if Path(pattern).is_absolute() else str(path.relative_to(root))


def grade_ids_of_others(course: Course, assignment: Assignment) -> dict[str, frozenset[str]]:
    """The labels of the other assignments' cells, to recognise a notebook handed in at the wrong place."""
    others = (other for other in course.assignments if other.name != assignment.name and other.source.exists())
    return {other.name: frozenset(label for task in other.tasks for label in (task.name, task.grade_id)) for other in others}


def _session_of(converter: BaseConverter) -> Session | None:
    above = converter
    while above is not None:
        if isinstance(session := getattr(above, SESSION, None), Session):
            return session
        above = above.parent
    return None


def _own_session(exporter: SubmissionExporter) -> Session:
    """A lane for this converter alone; it goes when the converter does."""
    keeper = LaneKeeper(Sandbox.here())
    weakref.finalize(exporter, keeper.close)
    return Session(keeper, lambda _student, _result: None, lambda _student, _problem: None)


class GradeSubmission(NbGraderPreprocessor):  # type: ignore[misc]
    """Grades the submission that the exporter has read, writes its scores, and gives its notebook with outputs."""

    def preprocess(self, notebook: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        exporter = self.parent
        assert isinstance(exporter, SubmissionExporter)
        assert exporter.submission is not None
        place = resources["nbgrader"]
        graded = Grader(exporter.session.keeper.lane, Secret.of(exporter.course.root)).grade(exporter.submission)
        try:
            gradebook.write(place, graded.result, exporter.submission.untouched, unreadable=exporter.notice is not None)
        except MissingEntry as error:
            raise NbGraderException(
                f"the gradebook does not know this edition of {place['assignment']!r} ({error}); "
                f"run: grader release {place['assignment']}"
            ) from error
        if graded.result.fault is not None:
            self.log.error("%s: not graded, by a fault of ours: %s", place["student"], graded.result.fault)
        exporter.session.on_graded(place["student"], graded.result)
        return assemble(graded, exporter.notice), resources


class FeedbackExporter(_Guarded, HTMLExporter):
    """nbgrader's feedback converter writes our page."""

    def from_notebook_node(self, nb: NotebookNode, resources: Resources | None = None, **_: Any) -> Any:  # noqa: ANN401 - as nbconvert has it
        """The page, and nbconvert's resources."""
        notebook, resources = self._preprocess(nb, self._init_resources(resources))  # type: ignore[no-untyped-call]
        place = resources["nbgrader"]
        note = read_note(notebook)
        with Gradebook(place["db_url"]) as book:
            scores = gradebook.scores(book, place)
        html = feedback.page(
            notebook,
            student=place["student"],
            assignment=place["assignment"],
            language=note.language,
            score=scores.score,
            max_score=scores.max_score,
            comments=scores.comments,
            late_penalty=scores.late_penalty,
            repairs=note.repairs,
            notice=note.notice,
            titles=self._titles(place["assignment"], note.language),
            standings=scores.standings,
        )
        return html, resources

    def _titles(self, assignment: str, language: Language) -> Mapping[str, str]:
        """What each public check says of itself."""
        path = Course(Path(self.parent.coursedir.root)).assignment(assignment).public_checks
        return sentences(path, language) if path.exists() else {}
