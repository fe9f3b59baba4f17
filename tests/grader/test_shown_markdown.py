"""What Formgrader shows of markdown, read as a browser reads it; `make browser` opens it in a real one."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser

import pytest
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from traitlets.config.loader import PyFileConfigLoader

from grader.shown_markdown import COLOURS, FRAME, TAGS
from tests.browser.hostile import FORMULAS, LEGITIMATE, LINKS, MARKDOWN
from tests.grader.temporary_course import ROOT

# All that nbgrader's template does with markdown.
CELL = "{{ cell.source | markdown2html | strip_files_prefix }}"
FORM = "{% for cell in nb.cells %}{% block one scoped %}" + CELL + "{% endblock %}{% endfor %}"
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
    """Without the frame that each cell is in."""
    notebook = new_notebook(cells=[new_markdown_cell(source, **cell) for source in sources])
    html, (before, after) = str(exporter.from_notebook_node(notebook)[0]), FRAME.split("{}")
    assert html.count(before) == len(sources)
    return html.replace(before, "").removesuffix(after)


@pytest.mark.parametrize("source", MARKDOWN, ids=range(len(MARKDOWN)))
def test_nothing_of_it_runs_loads_or_lies_over_the_page(exporter: HTMLExporter, source: str) -> None:
    for tag, attributes in Elements(shown(exporter, source)).found:
        assert tag in TAGS
        assert set(attributes) <= {"href", "title", "src", "alt", "class", "align", "open", "target", "rel"}
        assert not attributes.get("href") or attributes["href"].lower().startswith(SCHEMES)
        assert not attributes.get("src") or attributes["src"].startswith("data:image/")
        assert set(attributes.get("class", "").split()) <= COLOURS


@pytest.mark.parametrize("source", LINKS, ids=range(len(LINKS)))
def test_no_link_leads_to_the_server_itself_or_runs(exporter: HTMLExporter, source: str) -> None:
    assert [attributes for _, attributes in Elements(shown(exporter, source)).found if "href" in attributes] == []


def test_a_link_leaves_the_page_open_and_tells_nobody_where_it_was_followed(exporter: HTMLExporter) -> None:
    source = '[paper](https://arxiv.org/abs/1706.03762) <a href="https://a.org:81?q" target="_top" rel="opener">b</a>'
    links = [attributes for tag, attributes in Elements(shown(exporter, source)).found if tag == "a"]
    assert [link["href"] for link in links] == ["https://arxiv.org/abs/1706.03762", "https://a.org:81?q"]
    assert {(link["target"], link["rel"]) for link in links} == {("_blank", "noopener noreferrer")}


def test_markup_without_end_does_not_hold_up_the_page(exporter: HTMLExporter) -> None:
    assert "&lt;b&gt;&lt;b&gt;" in shown(exporter, "<b>" * 40_000)


SLOW = ("[", "[a][", "<![CDATA[", '"')


@pytest.mark.parametrize("sign", SLOW)
def test_text_that_takes_long_to_read_does_not_hold_up_the_page(exporter: HTMLExporter, sign: str) -> None:
    began = time.process_time()
    cells = [sign * (size // len(sign)) for size in (120_000, 20_000, 4_000, 2_000) * 4]
    html = shown(exporter, *cells, "**and after it**")
    assert time.process_time() - began < 10  # 0.5 to 2 s; without a limit the first cell alone took 4 to 300
    assert "<strong>and after it</strong>" in html


def test_code_that_takes_long_to_colour_is_shown_as_it_stands(exporter: HTMLExporter) -> None:
    page = HTMLExporter(
        config=exporter.config, raw_template=FORM.replace(CELL, "{{ cell.source | highlight_code(metadata=cell.metadata) }}")
    )
    code = ["def f(x): return x", "a." * 60_000, *(["a." * 2_000] * 100), "..." * 40_000]
    began = time.process_time()
    html = str(page.from_notebook_node(new_notebook(cells=[new_code_cell(source) for source in code]))[0])
    assert time.process_time() - began < 10  # 2 s; without a limit the second cell alone took more than 30
    assert '<span class="k">def</span>' in html
    assert "a." * 60_000 in html


def test_what_is_not_allowed_is_shown_as_text(exporter: HTMLExporter) -> None:
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown(exporter, "<script>alert(1)</script>")


def test_headings_tables_formulas_code_links_and_chinese_still_show(exporter: HTMLExporter) -> None:
    html = shown(exporter, LEGITIMATE)
    tags = [tag for tag, _ in Elements(html).found]
    assert {"h1", "table", "td", "pre", "span", "a"} <= set(tags)
    assert r"$q \cdot k / \sqrt{d}$" in html
    assert 'href="https://arxiv.org/abs/1706.03762"' in html
    assert "兩個詞元之間的分數" in html


@pytest.mark.parametrize("source", FORMULAS, ids=range(len(FORMULAS)))
def test_a_formula_makes_no_link_and_has_no_style(exporter: HTMLExporter, source: str) -> None:
    assert re.findall(r"\\(?:href|style|class|cssId|require|mmlToken|bbox)(?![A-Za-z])", shown(exporter, source)) == []


def test_a_formula_that_only_calculates_is_left_as_it_is(exporter: HTMLExporter) -> None:
    source = r"$\styled \hrefs \classes \frac{q \cdot k}{\sqrt{d}}$ and `\href{a}{b}` in code"
    assert r"$\styled \hrefs \classes \frac{q \cdot k}{\sqrt{d}}$" in shown(exporter, source)
    assert r"\href{a}{b}</code>" in shown(exporter, source)


def test_a_picture_in_the_cell_still_shows(exporter: HTMLExporter) -> None:
    html = shown(exporter, "![plot](attachment:plot.png)", attachments={"plot.png": {"image/png": "iVBORw0KGgo="}})
    assert [attributes["src"] for tag, attributes in Elements(html).found if tag == "img"] == ["data:image/png;base64,iVBORw0KGgo="]


def test_a_picture_that_is_shown_over_and_over_is_shown_a_few_times(exporter: HTMLExporter) -> None:
    html = shown(exporter, "![](attachment:a.png) " * 1_000, attachments={"a.png": {"image/png": "A" * 100_000}})
    assert html.count("<img") == 1_000
    assert len(html) < 1_000_000


@pytest.mark.parametrize("before", ["", "> ", "- "])
def test_an_address_that_is_meant_over_and_over_does_not_fill_the_page(exporter: HTMLExporter, before: str) -> None:
    html = shown(exporter, "![][r]" * 1_000 + f"\n\n{before}[r]: data:image/png;base64,{'A' * 60_000}")
    assert len(html) < 1_000_000
    assert "![][r]" in html


def test_what_a_picture_is_called_leads_to_no_other(exporter: HTMLExporter) -> None:
    html = shown(
        exporter, "![](data:image/png;base64,picture-7) ![](attachment:a.png)", attachments={"a.png": {"image/png": "AAAA"}}
    )
    assert [attributes["src"] for tag, attributes in Elements(html).found if tag == "img"] == [
        "data:image/png;base64,picture-7",
        "data:image/png;base64,AAAA",
    ]


def test_a_picture_that_is_not_there_costs_nobody_the_page(exporter: HTMLExporter) -> None:
    assert "![pasted](attachment:page.png)" in shown(exporter, "![pasted](attachment:page.png)")
