"""The course's own answers as a module: what the signatures, the control runs and fast authoring lean on."""

from __future__ import annotations

import contextlib
import io
import sys
import types
from functools import lru_cache
from pathlib import Path
from unittest import mock

from .course import Assignment, CourseError
from .lane.stand_in import silent_notebook_module
from .signature import Signature, signatures
from .student import LocalStudent, Student


def reference(assignment: Assignment) -> types.ModuleType:
    """`solutions/<assignment>/<assignment>.py`, executed once for each version of the file.

    Raises:
        CourseError: it is missing, or does not run.
    """
    path = assignment.text
    if not path.is_file():
        raise CourseError(f"{path} is missing: it holds the lesson and the answers of {assignment.name!r}")
    return load(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=32)
def load(path: Path, version: int) -> types.ModuleType:
    """The python file at `path` as a module; `version` tells its editions apart."""
    module = types.ModuleType(path.stem)
    module.__file__ = str(path)
    code = compile(path.read_text(encoding="utf-8"), str(path), "exec")
    try:
        quiet = contextlib.redirect_stdout(io.StringIO())  # worked examples print
        with mock.patch.dict(sys.modules, {"grader.notebook": silent_notebook_module()}), quiet:
            exec(code, module.__dict__)
    except Exception as error:
        raise CourseError(f"{path} does not run: {type(error).__name__}: {error}") from error
    return module


def reference_signatures(assignment: Assignment) -> dict[str, Signature]:
    return signatures(vars(reference(assignment)), [task.name for task in assignment.tasks])


def reference_student(assignment: Assignment) -> Student:
    """The reference, in this process, held as a check holds any student."""
    return LocalStudent(vars(reference(assignment)), reference_signatures(assignment))
