"""`/formgrader?path=…`: nbgrader runs the configuration of the folder that it names, and a link in a notebook can lead there."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from html import escape
from pathlib import Path

from jupyter_server.utils import url_path_join
from nbconvert.exporters import HTMLExporter
from nbgrader.server_extensions.formgrader.handlers import FormgraderHandler, template_path
from tornado.routing import PathMatches, Rule
from tornado.web import Application, authenticated
from traitlets.config import Config

from .formgrader_guard import COURSES
from .legible import written_out

CONFIGURATIONS = ("nbgrader_config.py", "nbgrader_config.json")
ROOT = 0  # its user id
_PAGE = '<!DOCTYPE html><meta charset="utf-8"><title>Formgrader</title><p style="font: 16px sans-serif; margin: 3em">{}</p>'


def pages(config: Config) -> HTMLExporter:
    """What makes Formgrader's pages, as nbgrader makes it, by this course's configuration."""
    own = Config({"HTMLExporter": {"template_name": "formgrade", "extra_template_basedirs": [template_path]}})
    own.merge(Config({"HTMLExporter": config.HTMLExporter}))
    return HTMLExporter(config=own)


def put_before_nbgraders(app: Application) -> None:
    """Let `/formgrader` be ours: it is nbgrader's again where nothing is wrong."""
    pattern = url_path_join(app.settings.get("base_url", "/"), "formgrader/?")
    app.default_router.rules.insert(0, Rule(PathMatches(pattern), _Formgrader))


class _Formgrader(FormgraderHandler):  # type: ignore[misc]
    @authenticated
    def get(self) -> None:
        path = self.get_argument("path", "")
        why = refusal(path, self.request.headers, self.settings[COURSES]) if path else None
        if why is None:
            super().get()
            return
        self.log.warning("Formgrader: %s", why)
        self.set_status(403)
        self.finish(_PAGE.format(escape(why)))


def refusal(path: str, headers: Mapping[str, str], courses: Collection[str]) -> str | None:
    """Why the folder is not opened, for the person at the screen; None where it may be.

    Args:
        path: as it was asked for, from the server's own folder.
        headers: of the request.
        courses: the folders of the courses that the server has opened, without links.
    """
    folder, shown = os.path.realpath(path), written_out(path)
    if headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        return f"Another site asked Formgrader to open {shown}. If you meant to, open it from JupyterLab's menu."
    if any(folder != course and Path(folder).is_relative_to(course) for course in courses):
        return f"{shown} lies in a course's folder, where students' files are; Formgrader opens the course itself only."
    if strange := [name for name in CONFIGURATIONS if _is_anothers(os.path.join(folder, name))]:
        return f"{strange[0]} in {shown} belongs to another user of this machine and would run as you; it was left alone."
    return None


def _is_anothers(file: str) -> bool:
    try:
        return os.stat(file).st_uid not in (os.geteuid(), ROOT)
    except OSError:
        return False  # there is none that could be run
