"""A real browser that reports all that a page does: requests, scripts, dialogs, windows, navigations."""

from __future__ import annotations

import contextlib
import shutil
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Route, sync_playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MATHJAX = "https://cdnjs.cloudflare.com/ajax/libs/mathjax/2.7.7/"  # which nbgrader's own template asks for
# The real one, of the same version 2.7 and with its own "Safe" extension: `make browser` puts it here. No test asks the network.
MATHJAX_FILES = Path(__file__).parents[2] / ".mathjax" / "jupyter_server_mathjax" / "static"
# What lies under latest.js there, but for the output: this copy has HTML-CSS in place of CommonHTML.
LATEST = f"""document.head.appendChild(Object.assign(document.createElement("script"),
    {{src: "{MATHJAX}MathJax.js?config=TeX-AMS-MML_HTMLorMML-full,Safe"}}));"""
PAUSE_MS = 1500  # a guess: a script that ran, and 29 requests that went out, were seen within it


@dataclass
class Visit:
    """What happened while a page was open."""

    page: Page
    own: str  # the address that the page may ask
    requests: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)  # dialogs, windows, navigations

    @property
    def strange(self) -> list[str]:
        """Requests to anybody else than the page's own host, and than the browser itself."""
        return [url for url in self.requests if not url.startswith((self.own, MATHJAX, "data:image/", "blob:", "about:"))]

    @property
    def owned(self) -> bool:
        """Whether a script of the student's ran, in any frame."""
        return any(frame.evaluate("() => Boolean(window.owned) || document.title == 'OWNED'") for frame in self.page.frames)

    def dismiss(self, dialog: Dialog) -> None:
        self.events.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def navigated(self, url: str) -> None:
        """Formgrader's own script adds the number of the submission to the address, which loads nothing."""
        if url.partition("?")[0] != self.page.url.partition("?")[0] or "?index=" not in url:
            self.events.append(f"navigation: {url}")

    def found(self) -> list[str]:
        """All that should not have happened, a line each."""
        return [*self.strange, *self.events, *(["a script ran"] if self.owned else [])]


class Remote:
    """The attacker's host: every name but ours leads to it. It counts the calls for it; a browser calls home by itself."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.calls = 0
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                with self._listener.accept()[0] as line:
                    line.settimeout(1)
                    with contextlib.suppress(TimeoutError):
                        self.calls += b"evil.example" in line.recv(4096)  # as Host, or in the hello of TLS

    def close(self) -> None:
        self._listener.close()


@contextlib.contextmanager
def browser(remote: Remote) -> Iterator[Browser]:
    """Chromium, in which all the world but 127.0.0.1 is `remote`.

    Raises:
        RuntimeError: there is no such program; the message says what to install.
    """
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise RuntimeError("no browser is installed; run: apt-get install -y chromium")
    rules = f"MAP * 127.0.0.1:{remote.port}, EXCLUDE 127.0.0.1"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", f"--host-resolver-rules={rules}", "--disable-component-update"]
        )
        yield opened
        opened.close()


def with_mathjax(context: BrowserContext) -> BrowserContext:
    """Let pages have MathJax, which they ask a host elsewhere for."""
    if not MATHJAX_FILES.is_dir():
        raise RuntimeError(f"{MATHJAX_FILES} is missing; run: make browser")
    context.route(f"{MATHJAX}**", _serve_mathjax)
    return context


def _serve_mathjax(route: Route) -> None:
    name = urlsplit(route.request.url).path.removeprefix(urlsplit(MATHJAX).path)
    if name == "latest.js":
        route.fulfill(body=LATEST, content_type="text/javascript")
    elif (MATHJAX_FILES / name).is_file():
        route.fulfill(path=MATHJAX_FILES / name)
    else:
        route.abort()


def typeset(page: Page) -> None:
    """Wait until MathJax is through with the page."""
    page.wait_for_function("() => window.MathJax && MathJax.Hub && MathJax.isReady")
    page.evaluate("() => new Promise(done => MathJax.Hub.Queue(done))")


def visit(context: BrowserContext, url: str, *, referer: str | None = None) -> Visit:
    """Open `url`, scroll through it, and wait for what it does by itself."""
    page = context.new_page()
    parts = urlsplit(url)
    seen = Visit(page, f"{parts.scheme}://{parts.netloc}" if parts.netloc else url)
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("dialog", seen.dismiss)
    page.on("popup", lambda other: seen.events.append(f"window: {other.url}"))
    answer = page.goto(url, referer=referer)
    if answer is not None and not answer.ok:
        seen.events.append(f"{answer.status} {answer.status_text}")
    page.on("framenavigated", lambda frame: seen.navigated(frame.url))
    page.mouse.move(200, 200)
    page.evaluate("() => window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_timeout(PAUSE_MS)
    return seen
