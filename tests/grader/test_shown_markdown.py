"""What Formgrader shows of markdown, read as a browser reads it; `make browser` opens it in a real one."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_markdown_cell, new_notebook
from traitlets.config.loader import PyFileConfigLoader

from grader.shown_markdown import COLOURS, TAGS
from tests.browser.hostile import LEGITIMATE, MARKDOWN
from tests.grader.temporary_course import ROOT

# All that nbgrader's template does with markdown.
FORM = "{% for cell in nb.cells %}{% block one scoped %}{{ cell.source | markdown2html }}{% endblock %}{% endfor %}"
SCHEMES = ("http://", "https://", "mailto:", "#")


@pytest.fixture(scope="module")
def exporter() -> HTMLExporter:
    """As Formgrader makes it from this course's configuration."""
    config = PyFileConfigLoader("nbgrader_config.py", path=str(ROOT)).load_config()
    return HTMLExporter(config=config, raw_template=FORM)


class Elements(HTMLParser):
    """The start tags of a text, with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def shown(exporter: HTMLExporter, *sources: str, **cell: object) -> str:
    notebook = new_notebook(cells=[new_markdown_cell(source, **cell) for source in sources])
    return str(exporter.from_notebook_node(notebook)[0])


@pytest.mark.parametrize("source", MARKDOWN, ids=range(len(MARKDOWN)))
def test_nothing_of_it_runs_loads_or_lies_over_the_page(exporter: HTMLExporter, source: str) -> None:
    for tag, attributes in Elements(shown(exporter, source)).found:
        assert tag in TAGS
        assert set(attributes) <= {"href", "title", "src", "alt", "class", "align", "open"}
        assert not attributes.get("href") or attributes["href"].lower().startswith(SCHEMES)
        assert not attributes.get("src") or attributes["src"].startswith("data:image/")
        assert set(attributes.get("class", "").split()) <= COLOURS


def test_what_is_not_allowed_is_shown_as_text(exporter: HTMLExporter) -> None:
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown(exporter, "<script>alert(1)</script>")


def test_headings_tables_formulas_code_links_and_chinese_still_show(exporter: HTMLExporter) -> None:
    html = shown(exporter, LEGITIMATE)
    tags = [tag for tag, _ in Elements(html).found]
    assert {"h1", "table", "td", "pre", "span", "a"} <= set(tags)
    assert r"$q \cdot k / \sqrt{d}$" in html
    assert 'href="https://arxiv.org/abs/1706.03762"' in html
    assert "兩個詞元之間的分數" in html


def test_a_picture_in_the_cell_still_shows(exporter: HTMLExporter) -> None:
    html = shown(exporter, "![plot](attachment:plot.png)", attachments={"plot.png": {"image/png": "iVBORw0KGgo="}})
    assert [attributes["src"] for tag, attributes in Elements(html).found if tag == "img"] == ["data:image/png;base64,iVBORw0KGgo="]


def test_a_picture_that_is_not_there_costs_nobody_the_page(exporter: HTMLExporter) -> None:
    assert "![pasted](attachment:page.png)" in shown(exporter, "![pasted](attachment:page.png)")
