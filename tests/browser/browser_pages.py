"""A hostile notebook on the pages that students and staff open: our feedback page, Formgrader, the page of an appeal."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from grader.course import Course
from tests.browser.hostile import FORMULAS, hostile
from tests.browser.visit import PAUSE_MS, Remote, Visit, browser, typeset, visit, with_mathjax
from tests.grader.jupyter_server import TOKEN, Server, serving
from tests.grader.temporary_course import NAME, copy_again, filled, hand_in, released_course

HOSTILE_ID = "mallory"
PICTURES = Path(os.environ.get("PICTURES", "/nonexistent"))  # where screenshots go, to be looked at


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    folder = tmp_path_factory.mktemp("browser")
    course = copy_again(released_course(folder / "released"), folder / "course")
    hand_in(course, HOSTILE_ID, hostile(filled(course)))
    hand_in(course, "honest", filled(course, "en"))
    return course


@pytest.fixture(scope="module")
def server(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(course, tmp_path_factory.mktemp("home")) as server:
        for student in (HOSTILE_ID, "honest"):
            assert server.autograde(NAME, student)["success"]
        assert server.send("POST", f"/formgrader/api/assignment/{NAME}/generate_feedback?force=true")["success"]
        yield server


@pytest.fixture(scope="module")
def remote() -> Iterator[Remote]:
    remote = Remote()
    yield remote
    remote.close()


@pytest.fixture(scope="module")
def chromium(remote: Remote) -> Iterator[Browser]:
    with browser(remote) as opened:
        yield opened


@pytest.fixture
def staff(chromium: Browser, server: Server) -> Iterator[BrowserContext]:
    """A browser that is logged in to the server."""
    context = with_mathjax(chromium.new_context(viewport={"width": 1280, "height": 1600}))
    context.new_page().goto(f"{server.address}/formgrader?token={TOKEN}")
    yield context
    context.close()


def looked_at(seen: Visit, name: str) -> Page:
    if PICTURES.is_dir():
        seen.page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
    return seen.page


def feedback_page(course: Course, student: str = HOSTILE_ID) -> Path:
    return course.root / "feedback" / student / NAME / f"{NAME}.html"


def submission_page(server: Server, student: str = HOSTILE_ID) -> str:
    notebooks = json.loads(server.get(f"/formgrader/api/submitted_notebooks/{NAME}/{NAME}"))
    return f"{server.address}/formgrader/submissions/{next(entry['id'] for entry in notebooks if entry['student'] == student)}"


def test_feedback_runs_nothing_and_asks_nobody(chromium: Browser, course: Course, server: Server, remote: Remote) -> None:
    seen = visit(chromium.new_context(), feedback_page(course).as_uri())
    looked_at(seen, "feedback")
    assert seen.found() == []
    assert remote.calls == 0


@pytest.mark.parametrize("how", ["files", "view"])
def test_feedback_that_jupyter_serves_runs_nothing_and_asks_nobody_else(
    staff: BrowserContext, server: Server, remote: Remote, how: str
) -> None:
    seen = visit(staff, f"{server.address}/{how}/feedback/{HOSTILE_ID}/{NAME}/{NAME}.html", referer=f"{server.address}/tree")
    assert seen.found() == []
    assert remote.calls == 0


def test_formgrader_runs_nothing_of_the_students_and_asks_nobody_else(
    staff: BrowserContext, server: Server, remote: Remote
) -> None:
    seen = visit(staff, submission_page(server))
    looked_at(seen, "formgrader")
    assert seen.found() == []
    assert remote.calls == 0


# Of a grid of points over the page: the formulas that are on top outside of their cells.
TOPMOST = """() => {
    const found = [], height = document.body.scrollHeight;
    for (let y = 0; y < height; y += 97) {
        window.scrollTo(0, y);
        for (let x = 5; x < window.innerWidth; x += 61) {
            const at = y - window.scrollY, one = document.elementFromPoint(x, at);
            const box = one && one.closest(".MathJax") && one.closest(".cell").getBoundingClientRect();
            if (box && (at < box.top - 1 || at > box.bottom + 1 || x < box.left - 1 || x > box.right + 1)) found.push([x, y]);
        }
    }
    return found;
}"""
LISTS = ("manage_students", "manage_submissions/attention", "gradebook/attention/attention", f"manage_students/{HOSTILE_ID}")


@pytest.mark.parametrize("page", LISTS)
def test_the_lists_of_formgrader_run_nothing(staff: BrowserContext, server: Server, remote: Remote, page: str) -> None:
    seen = visit(staff, f"{server.address}/formgrader/{page}")
    assert seen.found() == []
    assert remote.calls == 0


def test_no_link_of_the_students_runs_anything(chromium: Browser, staff: BrowserContext, course: Course, server: Server) -> None:
    feedback = visit(chromium.new_context(), feedback_page(course).as_uri()).page
    hrefs = feedback.evaluate("() => [...document.querySelectorAll('a, area')].map(a => a.getAttribute('href') || '')")
    assert [link for link in hrefs if not link.startswith("#task-")] == []
    shown = visit(staff, submission_page(server)).page
    links = "[...document.querySelectorAll('#notebook a[href], #notebook area[href]')]"
    found = shown.evaluate(f"() => {links}.map(link => [link.protocol, link.hostname, link.target])")
    assert found
    assert {(protocol, target) for protocol, _, target in found} <= {("http:", "_blank"), ("https:", "_blank")}
    assert not {"127.0.0.1", "localhost"} & {host for _, host, _ in found}


def test_nothing_of_the_students_lies_over_the_page(staff: BrowserContext, server: Server) -> None:
    page = visit(staff, submission_page(server)).page
    covering = """() => [...document.querySelectorAll('#notebook *, .container *')].filter(
        one => getComputedStyle(one).position == 'fixed' && one.textContent.includes('over')).length"""
    assert page.evaluate(covering) == 0
    assert page.evaluate("() => getComputedStyle(document.body).visibility") == "visible"


def test_no_formula_of_the_students_makes_a_link_or_leaves_its_cell(staff: BrowserContext, server: Server, remote: Remote) -> None:
    seen = visit(staff, submission_page(server))
    typeset(seen.page)
    formulas = seen.page.locator("#notebook .MathJax")
    assert formulas.count() > len(FORMULAS) / 2
    assert seen.page.locator("#notebook .MathJax a, #notebook .MathJax [href], #notebook [id=site], #notebook .owned").count() == 0
    for number in range(formulas.count()):
        formulas.nth(number).hover(force=True)  # a cursor is loaded when it is needed
    seen.page.wait_for_timeout(PAUSE_MS)
    assert seen.found() == []
    assert remote.calls == 0
    assert seen.page.evaluate(TOPMOST) == []


def test_what_is_legitimate_still_shows(chromium: Browser, staff: BrowserContext, course: Course, server: Server) -> None:
    for name, seen in (
        ("feedback-honest", visit(chromium.new_context(), feedback_page(course, "honest").as_uri())),
        ("formgrader-legitimate", visit(staff, submission_page(server))),
    ):
        text = looked_at(seen, name).inner_text("body")
        assert "attention_scores" in text
        if name.startswith("formgrader"):
            assert "兩個詞元之間的分數是" in text
            assert "中文輸出 True" in text
            assert seen.page.locator("a[href='https://arxiv.org/abs/1706.03762']").count() == 1
            assert seen.page.locator("td", has_text="一").count() >= 1
            assert seen.page.locator("img[alt='手算 by hand']").evaluate("picture => picture.naturalWidth") == 1
            typeset(seen.page)
            assert seen.page.locator(".MathJax_SVG, .MathJax .mfrac, .MathJax .msqrt").count() >= 1
