"""Exporters whose converter may not write where authored text lies: with --force nbgrader removes its destination folder first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbconvert.exporters.exporter import Exporter
from nbgrader.converters.base import BaseConverter, NbGraderException

AUTHORED = ("solutions", "source", "tests", "grader", "submitted")


class Guarded(Exporter):
    """Refuses to exist for a converter with such a destination."""

    parent: Any  # the converter that this exporter works for

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        if not isinstance(self.parent, BaseConverter):
            return
        root = Path(self.parent.coursedir.root).resolve()
        target = (root / self.parent._output_directory).resolve()
        for authored in AUTHORED:
            folder = root / authored
            if target in (folder, root) or folder in target.parents or target in folder.parents:
                self.log.error("refusing to write to %s: what is in %s exists nowhere else; choose another folder", target, folder)
                raise NbGraderException(f"refusing to write to {target}")


class NotebookWriter(Guarded, NotebookExporter):
    """nbgrader's usual notebook exporter, guarded."""
