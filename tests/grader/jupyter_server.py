"""A Jupyter server over a course, as an instructor starts it, and a browser that is logged in to it."""

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
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

from grader.course import Course

TOKEN = "a-token-for-this-test"


@dataclass(frozen=True)
class Server:
    """A running server and a browser that is logged in to it."""

    address: str
    cookies: CookieJar
    browser: urllib.request.OpenerDirector

    def get(self, path: str, **headers: str) -> str:
        request = urllib.request.Request(
            self.address + path, headers={name.replace("_", "-"): said for name, said in headers.items()}
        )
        with self.browser.open(request, timeout=120) as reply:
            return str(reply.read().decode())

    def send(self, method: str, path: str, content: Mapping[str, object] | None = None) -> dict[str, Any]:
        """What the pages of Formgrader do with their buttons and boxes."""
        xsrf = next(cookie.value for cookie in self.cookies if cookie.name == "_xsrf") or ""
        data = b"" if content is None else json.dumps(content).encode()
        request = urllib.request.Request(self.address + path, data=data, headers={"X-XSRFToken": xsrf}, method=method)
        with self.browser.open(request, timeout=180) as reply:
            return dict(json.loads(reply.read()))

    def autograde(self, assignment: str, student: str) -> dict[str, Any]:
        return self.send("POST", f"/formgrader/api/submission/{assignment}/{student}/autograde")


@contextlib.contextmanager
def serving(course: Course, home: Path, folder: Path | None = None) -> Iterator[Server]:
    """A server that was started in `folder`; None: the course's own."""
    start = folder or course.root
    port = free_port()
    settings = {"token": TOKEN, "ip": "127.0.0.1", "port": port, "port_retries": 0, "open_browser": False, "allow_root": True}
    options = [f"--ServerApp.{name}={value}" for name, value in {**settings, "root_dir": start}.items()]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyter_server", *options],
            cwd=start,
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
