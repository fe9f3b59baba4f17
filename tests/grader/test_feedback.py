from __future__ import annotations

import html.parser
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbconvert.filters.strings import clean_html
from nbformat import NotebookNode

from grader import table
from grader.feedback import page
from grader.graded_item import Standing
from grader.kept_result import MIME, read_task, task_output
from grader.result import LANGUAGES, CheckResult, Language, TaskResult, Verdict
from grader.wording import SYMBOLS, wording

v4: Any = nbformat.v4  # which has no types
EVIL = "</pre></code><script>alert(1)</script><img src=x onerror=alert(2)>\x1b[31m\u202e{{ 7 * 7 }}"


def check(
    name: str, public: bool, verdict: Verdict, points: float = 2.0, hint: str | None = None, detail: str | None = None
) -> CheckResult:
    return CheckResult(name, public, verdict, points if verdict is Verdict.PASSED else 0.0, points, hint, detail)


MIXED = TaskResult(
    "soft",
    (
        check("test_shown", True, Verdict.PASSED),
        check("test_by_hand", True, Verdict.FAILED, 3.0, "手算看看。", "expected 0.25, got 0.5"),
        check("test_secret_passed", False, Verdict.PASSED, 4.0),
        check("test_secret_too", False, Verdict.PASSED, 4.0),
        check("test_secret_lost", False, Verdict.FAILED, 6.0, "總和應為 1。"),
    ),
)


WON = {"check": "c", "public": True, "verdict": "won", "points": 1.0, "max_points": 1.0}  # no verdict of ours


def only(verdict: Verdict, hint: str = "提示在此。") -> TaskResult:
    return TaskResult("soft", (check("test_x", True, verdict, 5.0, hint),))


def answer(grade_id: str = "soft", source: str = "def soft(x):\n    return x", outputs: Sequence[object] = ()) -> NotebookNode:
    mark = {"grade_id": grade_id, "solution": True, "grade": False}
    cell: NotebookNode = v4.new_code_cell(source, metadata={"nbgrader": mark}, outputs=list(outputs))
    return cell


def graded(result: TaskResult | None, grade_id: str = "test_soft", language: Language = "zh-TW", **mark: object) -> NotebookNode:
    outputs = [] if result is None else [task_output(result, language)]
    mark = {"grade_id": grade_id, "grade": True, "solution": False, "points": 19, **mark}
    cell: NotebookNode = v4.new_code_cell("secret_source_of_the_grade_cell()", metadata={"nbgrader": mark}, outputs=outputs)
    return cell


def written(source: str, **mark: object) -> NotebookNode:
    mark = {"grade_id": "why", "grade": True, "solution": True, "points": 5, **mark}
    cell: NotebookNode = v4.new_markdown_cell(source, metadata={"nbgrader": mark})
    return cell


def made(*cells: NotebookNode, language: Language = "zh-TW", **given: object) -> str:
    known: dict[str, object] = {
        "student": "s1",
        "assignment": "attention",
        "score": 10.0,
        "max_score": 19.0,
        "comments": {},
    }
    return page(v4.new_notebook(cells=list(cells)), language=language, **(known | given))  # type: ignore[arg-type]


class Reader(html.parser.HTMLParser):
    """The text of a page as a reader sees it, and its elements and attributes."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.parts: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        if self.elements[-1:] != ["style"]:
            self.parts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.parts).split())


def read(source: str) -> str:
    return Reader(source).text


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_result_survives_the_notebook(verdict: Verdict) -> None:
    result = TaskResult("soft", (*MIXED.checks, *only(verdict).checks))
    saved = v4.writes(v4.new_notebook(cells=[graded(result)]))
    assert read_task(v4.reads(saved).cells[0].outputs[0]) == result


@pytest.mark.parametrize(
    "output",
    [
        None,
        "text",
        {},
        {"data": None},
        {"data": {"text/html": "<b>100 / 100</b>"}},
        {"data": {MIME: None}},
        {"data": {MIME: "[]"}},
        {"data": {MIME: {"task": "soft"}}},
        {"data": {MIME: {"task": "soft", "checks": [{"check": "c"}]}}},
        {"data": {MIME: {"task": 1, "checks": []}}},
        {"data": {MIME: {"task": "t", "checks": [WON]}}},
    ],
)
def test_what_is_no_result_is_none(output: object) -> None:
    assert read_task(output) is None


def test_a_result_with_a_number_that_is_none_is_no_result() -> None:
    output = task_output(TaskResult("t", (check("c", True, Verdict.PASSED, math.nan),)), "en")
    assert read_task(output) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_output_under_a_grade_cell_survives_formgraders_sanitizer(language: Language) -> None:
    output = task_output(MIXED, language).data["text/html"]
    cleaned = clean_html(output)
    assert "&lt;" not in cleaned
    assert read(cleaned) == read(output)


def test_the_output_names_public_checks_and_no_hidden_one() -> None:
    data = task_output(MIXED, "zh-TW", {"test_shown": "看得到的。"}).data
    for shown in (read(data["text/html"]), data["text/plain"]):
        assert "看得到的。" in shown
        assert "expected 0.25, got 0.5" in shown
        assert "總和應為 1。" in shown
        assert "2 項隱藏檢查通過" in shown
        assert "secret" not in shown


def test_the_page_shows_who_and_what_and_how_much() -> None:
    shown = read(made(v4.new_markdown_cell("# 注意力"), answer(), graded(MIXED)))
    assert "注意力" in shown
    assert "學號 s1" in shown
    assert "10 / 19" in shown
    assert "2 項隱藏檢查通過" in shown
    assert "8 / 8" in shown


def test_the_page_shows_no_source_of_grade_cells_and_no_hidden_name() -> None:
    source = made(answer(), graded(MIXED))
    assert "secret" not in source
    assert "test_by_hand" in source


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_the_language_of_the_edition(language: Language) -> None:
    source = made(answer(), graded(MIXED), language=language)
    assert f'<html lang="{language}">' in source
    assert wording(language).answer in source
    assert not any(wording(other).answer in source for other in LANGUAGES if other != language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_verdict_has_a_name_a_sign_and_advice(language: Language) -> None:
    words = wording(language)
    assert set(words.verdicts) == set(words.advice) == set(SYMBOLS) == set(Verdict)
    assert all(words.verdicts.values())


@pytest.mark.parametrize("verdict", [Verdict.CRASHED, Verdict.MEMORY, Verdict.TIMEOUT, Verdict.ERROR, Verdict.FAILED])
def test_what_to_look_at_next_ends_in_the_hint(verdict: Verdict) -> None:
    assert table.advice(only(verdict), "zh-TW").endswith("提示在此。")


def test_what_to_look_at_next_goes_by_the_gravest_verdict() -> None:
    both = TaskResult("soft", (*only(Verdict.FAILED, "輕的").checks, *only(Verdict.TIMEOUT, "重的").checks))
    assert "重的" in table.advice(both, "zh-TW")
    assert "輕的" not in table.advice(both, "zh-TW")


@pytest.mark.parametrize("verdict", [Verdict.INTERNAL, Verdict.TAMPERED, Verdict.PENDING])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_waits_for_a_person_blames_nobody(verdict: Verdict, language: Language) -> None:
    said = None if verdict is Verdict.PENDING else "BLAME"  # a pending check's detail is why a person must look
    lost = TaskResult(
        "soft",
        (check("test_x", True, verdict, 5.0, "BLAME", said), check("y", False, verdict, 1.0, "BLAME", said)),
    )
    shown = read(made(answer(), graded(lost, language=language), language=language))
    assert "BLAME" not in shown
    assert wording(language).advice[verdict] in shown
    assert wording(language).provisional in shown
    assert "– / 5" in shown


def test_an_internal_fault_has_no_score() -> None:
    shown = read(made(answer(), graded(only(Verdict.INTERNAL), score=0.0)))
    assert "– / 19" in shown


def test_an_answer_never_written_is_one_sentence_and_no_list() -> None:
    shown = read(made(answer(), graded(only(Verdict.MISSING, "HINT"))))
    assert wording("zh-TW").advice[Verdict.MISSING] in shown
    assert "HINT" not in shown


@pytest.mark.parametrize("result", [None, TaskResult("another", MIXED.checks)])
def test_a_grade_cell_without_its_result_waits(result: TaskResult | None) -> None:
    shown = read(made(answer(), graded(result, score=0.0), score=None))
    assert wording("zh-TW").ungraded in shown
    assert wording("zh-TW").unscored in shown


def test_a_result_outside_a_grade_cell_counts_for_nothing() -> None:
    forged = task_output(TaskResult("soft", (check("test_x", True, Verdict.PASSED),)), "zh-TW")
    shown = read(made(answer(outputs=[forged]), graded(None)))
    assert wording("zh-TW").ungraded in shown


def test_a_persons_score_is_shown_beside_ours() -> None:
    shown = read(made(answer(), graded(MIXED, score=12.0)))
    assert "12 / 19" in shown
    assert wording("zh-TW").adjusted.format(points="10") in shown


def test_a_written_answer_is_plain_text_with_score_and_comment() -> None:
    shown = read(made(written("因為 **softmax** [x](javascript:alert(1))", score=4.0), comments={"why": "很好"}))
    assert "因為 **softmax** [x](javascript:alert(1))" in shown
    assert "4 / 5" in shown
    assert "很好" in shown
    assert wording("zh-TW").graded_by_hand in shown


def test_a_written_answer_without_a_score_waits() -> None:
    shown = read(made(written("因為", score=0.0), standings={"why": "unscored"}))  # nbgrader gives 0 for no score
    assert wording("zh-TW").by_a_person in shown
    assert wording("zh-TW").provisional in shown
    assert "– / 5" in shown


@pytest.mark.parametrize(
    ("standing", "shown"), [("review", "– / 19"), ("settled", "0 / 19")], ids=["nobody has looked", "a person gave nothing"]
)
def test_what_a_check_left_open_is_worth_nothing_only_when_a_person_says_so(standing: Standing, shown: str) -> None:
    assert shown in read(made(answer(), graded(only(Verdict.PENDING), score=0.0), standings={"test_soft": standing}))


def test_a_person_who_has_settled_what_was_open_is_all_that_is_said_of_it() -> None:
    left_open = TaskResult("soft", (check("test_x", False, Verdict.PENDING, 19.0, "BLAME", "Two ids."),))
    shown = read(made(answer(), graded(left_open, score=12.0), standings={"test_soft": "settled"}))
    assert wording("zh-TW").graded_by_hand in shown
    assert "12 / 19" in shown
    assert wording("zh-TW").provisional not in shown
    assert "Two ids." not in shown


@pytest.mark.parametrize("standing", ["review", "settled"])
def test_a_score_that_a_person_gave_before_is_shown_and_looked_at_again(standing: Standing) -> None:
    shown = read(made(written("因為", score=4.0), standings={"why": standing}))
    assert "4 / 5" in shown
    assert (wording("zh-TW").provisional in shown) is (standing == "review")


def test_what_the_cell_printed_and_raised_is_shown_as_text() -> None:
    printed = v4.new_output("stream", name="stdout", text="loading\x1b[2K\rshape (2, 3)\n")
    raised = v4.new_output("error", ename="ValueError", evalue="bad", traceback=["\x1b[0;31mValueError\x1b[0m: bad <b>"])
    shown = made(answer(outputs=[printed, raised]), graded(MIXED))
    assert "shape (2, 3)" in shown
    assert "ValueError: bad &lt;b&gt;" in shown
    assert "\x1b" not in shown


def test_long_output_is_cut() -> None:
    flood = v4.new_output("stream", name="stdout", text="spam\n" * 1_000_000)
    shown = made(answer(outputs=[flood]), graded(MIXED))
    assert shown.count("spam") <= 60
    assert wording("zh-TW").cut in shown


def test_the_heading_of_a_task_is_the_one_above_it_in_this_edition() -> None:
    cells = [
        v4.new_markdown_cell("# 題目\n\n## 任務一：*穩定*的 `softmax`", metadata={"tags": ["lang-zh"]}),
        v4.new_markdown_cell("# Title\n\n## Task 1", metadata={"tags": ["lang-en"]}),
        v4.new_markdown_cell("### 輪到你"),
        answer(),
        v4.new_markdown_cell("## 之後"),
        graded(MIXED),
    ]
    shown = read(made(*cells))
    assert "任務一：穩定的 softmax" in shown
    assert "Task 1" not in shown
    assert "Task 1" in read(made(*cells, language="en"))


def test_tasks_that_share_a_heading_have_the_ones_below_it() -> None:
    cells = [v4.new_markdown_cell("## 練習一\n\n### 描述 1"), written("因為沒有規模", grade_id="why_1")]
    cells += [v4.new_markdown_cell("### 描述 2"), written("因為有規模", grade_id="why_2")]
    assert [heading in made(*cells) for heading in ("描述 1", "描述 2", "練習一")] == [True, True, False]
    assert "練習一" in made(*cells[:2]), "one task alone keeps its own heading"


@pytest.mark.parametrize(("language", "said"), [("zh-TW", "會用到 scores、mix"), ("en", "uses scores, mix,")])
def test_a_task_that_was_graded_with_right_upstream_says_so(language: Language, said: str) -> None:
    result = TaskResult("soft", (check("test_shown", True, Verdict.PASSED),), served=("scores", "mix"))
    assert said in made(answer(), graded(result, language=language), language=language)
    assert said in table.html(result, language)
    assert said in table.text(result, language)
    assert said not in table.text(MIXED, language)


def test_late_penalty_repairs_and_notice_are_told() -> None:
    shown = read(made(answer(), graded(MIXED), late_penalty=2.5, repairs=["put back <test_soft>"], notice="重新評分。"))
    assert "已扣除遲交的 2.5 分" in shown
    assert "put back <test_soft>" in shown
    assert "重新評分。" in shown


def test_a_notebook_without_tasks_says_so() -> None:
    assert wording("zh-TW").no_tasks in read(made(v4.new_markdown_cell("hello")))


def evil_page() -> str:
    lost = [check(EVIL, public, Verdict.FAILED, 1.0, EVIL, EVIL) for public in (True, False)]
    result = TaskResult("soft", tuple(lost))
    outputs = [
        v4.new_output("stream", name="stdout", text=EVIL),
        v4.new_output("display_data", data={"text/html": EVIL, "text/plain": EVIL, "application/javascript": "alert(3)"}),
        v4.new_output("error", ename=EVIL, evalue=EVIL, traceback=[EVIL]),
    ]
    return made(
        v4.new_markdown_cell(f"# {EVIL}\n## {EVIL}"),
        answer(source=f"'''{EVIL}'''\n{EVIL}", outputs=outputs),
        graded(result),
        written(EVIL, grade_id=EVIL),
        student=EVIL,
        assignment=EVIL,
        comments={"soft": EVIL, EVIL: EVIL},
        repairs=[EVIL],
        notice=EVIL,
        titles={EVIL: EVIL},
    )


def test_nothing_untrusted_becomes_markup() -> None:
    shown = Reader(evil_page())
    assert not {"script", "img", "iframe", "object", "link", "base", "form", "svg"} & set(shown.elements)
    assert not [name for name, _ in shown.attributes if name.startswith("on") or name == "src"]
    assert all(str(value).startswith("#") for name, value in shown.attributes if name == "href")
    assert "{{ 7 * 7 }}" in shown.text
    assert not {"\x1b", "\u202e"} & set(shown.text)


def test_the_page_forbids_everything_that_it_does_not_need() -> None:
    source = evil_page()
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in source
    assert "http://" not in source
    assert "https://" not in source
    assert "@import" not in source
    assert "url(" not in source


def test_the_page_is_well_formed_for_those_who_listen_to_it() -> None:
    shown = Reader(made(v4.new_markdown_cell("# 注意力"), answer(), graded(MIXED)))
    assert shown.elements.count("h1") == 1
    assert ("scope", "col") in shown.attributes
    assert ("scope", "row") in shown.attributes
    ids = [value for name, value in shown.attributes if name == "id"]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b]8;;http://x\x07link\x1b]8;;\x07", "link"),
        ("a\x00b\x08c\u200bd\u2066e", "abcde"),
        ("10%\r20%\r\n30%", "10%\n20%\n30%"),
        ("\x1b", ""),
        ("\ud800", ""),
        ("正常的字 ✓", "正常的字 ✓"),
    ],
)
def test_text_is_cleaned_of_what_a_terminal_or_a_reader_would_be_fooled_by(text: str, cleaned: str) -> None:
    assert table.clean(text) == cleaned


@pytest.mark.parametrize(
    "docstring",
    ["比率是 1/2。/ The ratio is 1/2, and/or less.", "比率是 1/2。\n\n    The ratio is 1/2, and/or less.\n    "],
)
def test_a_checks_docstring_holds_both_languages(tmp_path: Path, docstring: str) -> None:
    path = tmp_path / "test_public.py"
    path.write_text(f'def test_ratio(student):\n    """{docstring}"""\n\ndef test_mute(student): ...\n', encoding="utf-8")
    assert table.sentences(path, "zh-TW") == {"test_ratio": "比率是 1/2。"}
    assert table.sentences(path, "en") == {"test_ratio": "The ratio is 1/2, and/or less."}
