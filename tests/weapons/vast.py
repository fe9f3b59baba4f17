"""What is far too much: depth, cells, outputs, numbers, bytes."""

from __future__ import annotations

import json
from pathlib import Path

from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from grader.cells import role

from .weapon import Earns, Ground, Weapon

MIB = 1 << 20
TOO_DEEP = "the file is not a notebook (its JSON is nested too deep)"
TOO_LARGE = "the file is larger than 32 MiB; clear all outputs in JupyterLab, save and hand it in again"
TOO_MANY_LISTS = "there are more than 1,000,000 lists and objects in the file; clear all outputs in JupyterLab"
TOO_MANY_CELLS = "the notebook has more than 10,000 cells; delete those that are not needed"
HERE = '"HERE"'


def with_raw(ground: Ground, raw: str) -> None:
    """Hand in the whole notebook with `raw` as the value of something in its metadata."""
    ground.whole.metadata["raw"] = "HERE"
    before, _, after = json.dumps(ground.whole).partition(HERE)
    with ground.notebook.open("w", encoding="utf-8") as stream:
        stream.writelines((before, raw, after))


def deep_json(ground: Ground) -> None:
    """Nothing but lists in lists, 100,000 deep."""
    ground.notebook.write_text("[" * 100_000 + "]" * 100_000)


def deep_metadata(ground: Ground) -> None:
    """A whole notebook with metadata that is 100,000 deep."""
    with_raw(ground, '{"a":' * 100_000 + "1" + "}" * 100_000)


def fairly_deep_metadata(ground: Ground) -> None:
    """Metadata just as deep as our parser reads, so that what comes after it meets it."""
    with_raw(ground, "[" * 900 + "]" * 900)


def deep_expression(ground: Ground) -> None:
    """A cell with an expression that is nested 60,000 deep, which no parser of Python takes."""
    ground.whole.cells.append(new_code_cell("x = " + "(" * 60_000 + ")" * 60_000))
    ground.hand_in(ground.whole)


def million_cells(ground: Ground) -> None:
    """A million empty cells."""
    cell = '{"cell_type":"raw"},'
    ground.notebook.write_text('{"nbformat":4,"cells":[' + cell * 1_000_000 + "{}]}")


def ten_thousand_cells(ground: Ground) -> None:
    """More cells than a notebook may have, and answers among them."""
    ground.whole.cells += [new_code_cell("x = 1") for _ in range(10_001)]
    ground.hand_in(ground.whole)


def three_thousand_cells(ground: Ground) -> None:
    """Three thousand cells of the student's own: the first thousand are kept."""
    ground.whole.cells += [new_code_cell(f"x{number} = 1") for number in range(3_000)]
    ground.hand_in(ground.whole)


def endless_line(ground: Ground) -> None:
    """A cell of the student's own with a line of a million characters."""
    ground.whole.cells.append(new_code_cell("#" * 1_000_000))
    ground.hand_in(ground.whole)


def hundred_megabytes_of_output(ground: Ground) -> None:
    """A loop that printed 100 MB, saved in the notebook."""
    before, _, after = _with_output(ground).partition(HERE)
    with ground.notebook.open("w", encoding="utf-8") as stream:
        stream.write(before + '"')
        for _ in range(100):
            stream.write("x" * 1_000_000)
        stream.write('"' + after)


def thirty_megabytes_of_output(ground: Ground) -> None:
    """As much output as a file may hold, in characters that take four bytes each in memory."""
    before, _, after = _with_output(ground).partition(HERE)
    ground.notebook.write_text(f'{before}"{"x" * (30 * MIB)}\U0001f600"{after}', encoding="utf-8")


def million_outputs(ground: Ground) -> None:
    """A loop that displayed something a million times."""
    before, _, after = json.dumps(_first_code_cell_with(ground, ["HERE"])).partition(HERE)
    output = '{"output_type":"stream"}'
    ground.notebook.write_text(before + f"{output}," * 999_999 + output + after)


def million_numbers(ground: Ground) -> None:
    """Six million numbers in the metadata: 24 MB of text that grow when they are read."""
    with_raw(ground, "[" + "1.5," * 6_000_000 + "0]")


def million_keys(ground: Ground) -> None:
    """Two million keys in one object of the metadata."""
    with_raw(ground, "{" + ",".join(f'"k{number}":0' for number in range(2_000_000)) + "}")


def million_strings(ground: Ground) -> None:
    """Six million strings of two letters in the metadata."""
    with_raw(ground, "[" + '"ab",' * 6_000_000 + "0]")


def million_tags(ground: Ground) -> None:
    """Three million tags on one cell, no two alike."""
    ground.whole.cells[0].metadata["tags"] = ["HERE"]
    before, _, after = json.dumps(ground.whole).partition(HERE)
    ground.notebook.write_text(before + ",".join(f'"{number:x}"' for number in range(3_000_000)) + after)


def million_lines(ground: Ground) -> None:
    """An answer whose source is six million empty lines."""
    answer = next(cell for cell in ground.whole.cells if role(cell) == "answer")
    answer["source"] = [*answer.source.splitlines(keepends=True), "HERE"]
    before, _, after = json.dumps(ground.whole).partition(HERE)
    ground.notebook.write_text(before + '"",' * 6_000_000 + '""' + after)


def thirty_megabytes_of_source(ground: Ground) -> None:
    """A cell of the student's own with 7 million letters, each of which takes four bytes in the file and in memory."""
    ground.whole.cells.append(new_code_cell("HERE"))
    before, _, after = json.dumps(ground.whole).partition(HERE)
    smiles = "\U0001f600" * 7_000_000
    ground.notebook.write_text(f'{before}"{smiles}"{after}', encoding="utf-8")


def half_a_gigabyte(ground: Ground) -> None:
    """A file of 500 MB with a hole in it."""
    _sparse(ground.notebook, 500 * MIB)


def _sparse(path: Path, size: int) -> None:
    with path.open("wb") as stream:
        stream.truncate(size)


def _with_output(ground: Ground) -> str:
    return json.dumps(_first_code_cell_with(ground, [new_output("stream", name="stdout", text="HERE")]))


def twenty_megabytes_of_pictures(ground: Ground) -> None:
    """Five pictures of 4 MB in texts of the student's own: more than are kept."""
    for number in range(5):
        ground.whole.cells.append(_pasted(f"sheet {number} ![](attachment:sheet.png)", 4 * MIB))
    ground.hand_in(ground.whole)


def picture_shown_a_thousand_times(ground: Ground) -> None:
    """A picture of 8 MB that one text shows a thousand times: a page of gigabytes, if each were written out."""
    ground.whole.cells.append(_pasted("![](attachment:sheet.png)\n\n" * 1_000, 8 * MIB))
    ground.hand_in(ground.whole)


def _pasted(text: str, size: int) -> object:
    cell = new_markdown_cell(text)
    cell["attachments"] = {"sheet.png": {"image/png": "iVBORw0KGgo" + "A" * (size // 4 * 4 - 11)}}
    return cell


def _first_code_cell_with(ground: Ground, outputs: list[object]) -> object:
    next(cell for cell in ground.whole.cells if cell.cell_type == "code").outputs = outputs
    return ground.whole


WEAPONS = (
    Weapon("deep-json", deep_json, Earns.NONE, TOO_DEEP),
    Weapon("deep-metadata", deep_metadata, Earns.NONE, TOO_DEEP),
    Weapon("fairly-deep-metadata", fairly_deep_metadata, Earns.ALL),
    Weapon("deep-expression", deep_expression, Earns.ALL),
    Weapon("million-cells", million_cells, Earns.NONE, TOO_MANY_LISTS),
    Weapon("ten-thousand-cells", ten_thousand_cells, Earns.NONE, TOO_MANY_CELLS),
    Weapon("three-thousand-cells", three_thousand_cells, Earns.ALL, "only the first 1,000 of 3,000 added cells were kept"),
    Weapon("endless-line", endless_line, Earns.ALL, "cells were left out: they were too long"),
    Weapon("100-mb-of-output", hundred_megabytes_of_output, Earns.NONE, TOO_LARGE),
    Weapon("30-mb-of-output", thirty_megabytes_of_output, Earns.ALL),
    Weapon("million-outputs", million_outputs, Earns.NONE, TOO_MANY_LISTS),
    Weapon("million-numbers", million_numbers, Earns.ALL),
    Weapon("million-keys", million_keys, Earns.ALL),
    Weapon("million-strings", million_strings, Earns.ALL),
    Weapon("million-tags", million_tags, Earns.ALL),
    Weapon("million-lines", million_lines, Earns.ALL),
    Weapon("30-mb-of-source", thirty_megabytes_of_source, Earns.ALL, "cells were left out: they were too long"),
    Weapon("20-mb-of-pictures", twenty_megabytes_of_pictures, Earns.ALL, "left out: together a notebook's may have 12 MiB"),
    Weapon("picture-a-thousand-times", picture_shown_a_thousand_times, Earns.ALL),
    Weapon("half-a-gigabyte", half_a_gigabyte, Earns.NONE, TOO_LARGE),
)
