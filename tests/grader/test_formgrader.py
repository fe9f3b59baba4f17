"""Formgrader's button, in a Jupyter server as an instructor starts it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import pytest

from grader.course import Course
from tests.grader.temporary_course import (
    NAME,
    TASKS,
    Standing,
    copy_again,
    filled,
    folder_of,
    half_done,
    hand_in,
    points,
    standing,
)

TOKEN = "a-token-for-this-test"
STUDENTS = ("ann", "bea")


@dataclass(frozen=True)
class Server:
    """A running server and a browser that is logged in to it."""

    address: str
    cookies: CookieJar
    browser: urllib.request.OpenerDirector

    def get(self, path: str) -> str:
        with self.browser.open(self.address + path, timeout=120) as reply:
            return str(reply.read().decode())

    def autograde(self, student: str) -> dict[str, Any]:
        """What the button does."""
        xsrf = next(cookie.value for cookie in self.cookies if cookie.name == "_xsrf") or ""
        address = f"{self.address}/formgrader/api/submission/{NAME}/{student}/autograde"
        request = urllib.request.Request(address, data=b"", headers={"X-XSRFToken": xsrf}, method="POST")
        with self.browser.open(request, timeout=180) as reply:
            return dict(json.loads(reply.read()))


@pytest.fixture(scope="module")
def course(released: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    course = copy_again(released, tmp_path_factory.mktemp("formgrader") / "course")
    hand_in(course, "ann", filled(course, "en"))
    hand_in(course, "bea", half_done(course))
    return course


@pytest.fixture(scope="module")
def server(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("home")
    port = free_port()
    settings = {"token": TOKEN, "ip": "127.0.0.1", "port": port, "port_retries": 0, "open_browser": False, "allow_root": True}
    options = [f"--ServerApp.{name}={value}" for name, value in {**settings, "root_dir": course.root}.items()]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyter_server", *options],
            cwd=course.root,
            env={**environment, "HOME": str(home), "JUPYTER_PLATFORM_DIRS": "0"},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield opened(f"http://127.0.0.1:{port}", process, home / "log")
    finally:
        end(process)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def opened(address: str, process: subprocess.Popen[bytes], log: Path) -> Server:
    """Wait for the server, and log in."""
    cookies = CookieJar()
    handlers = (urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(cookies))
    server = Server(address, cookies, urllib.request.build_opener(*handlers))
    deadline = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < deadline:
        try:
            server.get(f"/formgrader?token={TOKEN}")
        except urllib.error.HTTPError:
            break
        except OSError:
            time.sleep(0.2)
        else:
            return server
    raise AssertionError(log.read_text(errors="replace"))


def end(process: subprocess.Popen[bytes]) -> None:
    """End the server and all that it started."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=10)


def test_the_button_gives_the_scores_that_the_commands_give(course: Course, server: Server) -> None:
    replies = {student: server.autograde(student) for student in STUDENTS}
    assert [reply["success"] for reply in replies.values()] == [True, True], replies
    assert standing(course, "ann") == Standing(points(), frozenset())
    assert standing(course, "bea") == Standing({**points(), **dict.fromkeys(TASKS[2:], 0.0)}, frozenset())


def test_the_button_takes_a_score_back_when_a_bad_file_is_handed_in(course: Course, server: Server) -> None:
    hand_in(course, "bea", "not a notebook")
    (folder_of(course, "bea") / "notes.txt").symlink_to(course.root / "gradebook.db")
    reply = server.autograde("bea")
    assert reply["success"]
    assert f"submitted/bea/{NAME}/{NAME}.ipynb: the file is not a notebook" in reply["log"]
    assert standing(course, "bea").score == 0
    assert standing(course, "bea").waiting
    assert not (course.root / "autograded" / "bea" / NAME / "notes.txt").exists()


def test_a_submission_can_be_looked_at_in_formgrader(course: Course, server: Server) -> None:
    found = json.loads(server.get(f"/formgrader/api/submissions/{NAME}"))
    assert {entry["student"] for entry in found} >= set(STUDENTS)
    notebooks = json.loads(server.get(f"/formgrader/api/submitted_notebooks/{NAME}/{NAME}"))
    shown = server.get(f"/formgrader/submissions/{next(entry['id'] for entry in notebooks if entry['student'] == 'ann')}")
    assert "attention_scores" in shown
    assert "Attention: let every token see the whole sentence" in shown
