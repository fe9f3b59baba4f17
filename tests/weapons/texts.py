"""Letters that deceive whoever reads them, and values that other programs would act on."""

from __future__ import annotations

from collections.abc import Callable

from nbformat.v4 import new_code_cell, new_markdown_cell

from .weapon import Earns, Ground, Weapon

ESCAPES = "\x1b]0;owned\x07\x1b[2J\x1b[31m\x9b1m"
BIDI = "\u202e\u2066\u200f\u061c"
HTML = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def _one_more_cell(about: str, source: str) -> Callable[[Ground], None]:
    def lay(ground: Ground) -> None:
        ground.whole.cells += [new_code_cell(source), new_markdown_cell(source)]
        ground.hand_in(ground.whole)

    lay.__doc__ = about
    return lay


def _metadata_has(about: str, **values: object) -> Callable[[Ground], None]:
    def lay(ground: Ground) -> None:
        ground.whole.metadata.update(values)
        for cell in ground.whole.cells:
            cell.metadata.update(values)
        ground.hand_in(ground.whole)

    lay.__doc__ = about
    return lay


def attachments_with_paths(ground: Ground) -> None:
    """Attachments whose names are paths, and whose content is of wrong types."""
    for cell in ground.whole.cells:
        cell["attachments"] = {"../../../../etc/evil.png": {"image/png": "AAAA"}, "\0": {"image/svg+xml": HTML}, "x": [5]}
    ground.hand_in(ground.whole)


def outputs_of_wrong_content(ground: Ground) -> None:
    """Outputs with content of the wrong type for what they say they are."""
    data = {"text/html": 5, "image/png": [HTML], "image/svg+xml": {}, "text/plain": None, "a/../../b": HTML, "": ""}
    for cell in ground.whole.cells:
        if cell.cell_type == "code":
            cell["outputs"] = [
                {"output_type": "display_data", "data": data, "metadata": {"filenames": {"image/png": "../../../../evil.png"}}},
                {"output_type": "error", "ename": 5, "evalue": [], "traceback": ESCAPES},
                {"output_type": "stream", "name": ["stdout"], "text": 5},
                {"output_type": "evil"},
            ]
    ground.hand_in(ground.whole)


def scripts_everywhere(ground: Ground) -> None:
    """Scripts for whoever opens the page: in sources, outputs and headings."""
    ground.whole.cells += [new_markdown_cell(f"## {HTML}\n[x](javascript:alert(1))"), new_code_cell(f"print('''{HTML}''')")]
    ground.hand_in(ground.whole)


KERNEL = {"name": "../../../../tmp/evil\n" + ESCAPES, "display_name": BIDI + HTML, "language": "R"}
LANGUAGE = {
    "name": 'python"; import os; os.abort() #',
    "codemirror_mode": {"name": "</script>" + HTML, "version": "__import__('os').abort()"},
    "pygments_lexer": "../../evil",
    "file_extension": "/../../../evil.py",
    "nbconvert_exporter": "os.system",
    "mimetype": ESCAPES,
}
WEAPONS = (
    Weapon("lone-surrogates", _one_more_cell("Halves of letters.", "x = '\ud800' # \udfff"), Earns.ALL),
    Weapon("nul-in-sources", _one_more_cell("NUL in the text of a cell.", "x = '\0'\0"), Earns.ALL),
    Weapon("bidi-in-sources", _one_more_cell("Text that shows in another order.", f"# {BIDI} == 'admin'"), Earns.ALL),
    Weapon("escapes-in-sources", _one_more_cell("What moves a terminal's cursor.", f"# {ESCAPES}"), Earns.ALL),
    Weapon(
        "escapes-printed",
        _one_more_cell("The same, printed and raised.", f"print({ESCAPES + BIDI!r})\nraise ValueError({ESCAPES + BIDI!r})"),
        Earns.ALL,
    ),
    Weapon("another-language", _metadata_has("A kernel of R.", kernelspec={"name": "ir", "language": "R"}), Earns.ALL),
    Weapon("kernel-with-a-path", _metadata_has("A kernel whose name is a path.", kernelspec=KERNEL), Earns.ALL),
    Weapon("language-with-code", _metadata_has("Code where the language's name is.", language_info=LANGUAGE), Earns.ALL),
    Weapon("widgets-of-wrong-types", _metadata_has("Widgets of wrong types.", widgets={"state": 5, "x": [HTML]}), Earns.ALL),
    Weapon("title-with-a-script", _metadata_has("A script as title and author.", title=HTML, authors=[{"name": HTML}]), Earns.ALL),
    Weapon("attachments-with-paths", attachments_with_paths, Earns.ALL),
    Weapon("outputs-of-wrong-content", outputs_of_wrong_content, Earns.ALL),
    Weapon("scripts-everywhere", scripts_everywhere, Earns.ALL),
)


def deceives(text: str) -> set[str]:
    """The letters in `text` that a terminal or a reader may be deceived by."""
    return {letter for letter in text if not letter.isprintable() and letter not in "\n\r\t\u3000\u00a0"}
