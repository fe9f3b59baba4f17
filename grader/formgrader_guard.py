"""Guards the Jupyter server that Formgrader runs in: nbgrader_config.py is read there too, and calls `guard`.

A folder that Formgrader is asked to open, `/formgrader?path=…`, is looked at first (formgrader_route.py). And its pages are cleaned
where the server was started in another folder, too: nbgrader goes on with the page maker of that one. Nothing of nbgrader is
patched; routes and settings are the server's.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from traitlets.config import Config

if TYPE_CHECKING:
    from tornado.web import Application

COURSES = "grader_courses"  # in the server's settings: the folders of the courses that it has opened
PAGES, PAGES_OF_NBGRADER = "grader_pages", "nbgrader_exporter"  # likewise: what makes Formgrader's pages


def guard(config: Config, course: Path) -> None:
    """Guard the server that reads this configuration; nothing where no server does.

    Args:
        config: with what pages are made of, `HTMLExporter`.
        course: the folder that it lies in.
    """
    app = _server()
    if app is None:
        return
    if PAGES not in app.settings:
        from .formgrader_route import pages, put_before_nbgraders

        app.settings[COURSES], app.settings[PAGES] = set(), pages(config)
        put_before_nbgraders(app)
    app.settings[COURSES].add(os.path.realpath(course))
    app.settings[PAGES_OF_NBGRADER] = app.settings[PAGES]


def _server() -> Application | None:
    """The web application of this process; None where it is no Jupyter server."""
    module = sys.modules.get("jupyter_server.serverapp")
    if module is None or not module.ServerApp.initialized():
        return None
    app: Application | None = getattr(module.ServerApp.instance(), "web_app", None)
    return app
