"""The lesson `noise_schedule` as a student meets it: its cells run, and the numbers in its text are those of its functions."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import numpy
import pytest
import torch
from torch import Tensor

from grader.cells import label, role
from grader.course import Assignment, Course
from grader.edition import release, source_notebook
from grader.reference import reference
from grader.result import Language
from tests.grader.temporary_course import ROOT

LESSON = Course(ROOT).assignment("noise_schedule")
NOT_WRITTEN = {"zh-TW": "還沒寫：", "en": "Not written yet: "}
RAISED = {"zh-TW": "丟出了", "en": " raised "}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a student is given, as the working folder."""
    for path in LESSON.source.parent.iterdir():
        if path.is_file() and path.suffix != ".ipynb":
            shutil.copy(path, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said_by(lesson: Assignment, language: Language, capsys: pytest.CaptureFixture[str], *, answered: bool) -> list[str]:
    """What each code cell of an edition shows, in its order, without the public checks."""
    answers = {label(cell): cell.source for cell in source_notebook(lesson).cells if role(cell) == "answer"}
    namespace: dict[str, object] = {}
    said = []
    for cell in release(lesson, language).cells:
        if cell.cell_type == "code" and role(cell) != "locked":
            source = answers.get(label(cell), cell.source) if answered else cell.source
            exec(compile(source, "<cell>", "exec"), namespace)
            said.append(capsys.readouterr().out)
    return said


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("language", ["zh-TW", "en"])
def test_every_cell_draws_once_the_answers_are_there(language: Language, capsys: pytest.CaptureFixture[str]) -> None:
    said = "".join(said_by(LESSON, language, capsys, answered=True))
    assert NOT_WRITTEN[language] not in said
    assert RAISED[language] not in said
    assert "畫不出來" not in said
    assert "cannot be drawn" not in said
    assert said.count("Σβ = 10.05") + said.count("Σβ = 10.049") == 3


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("language", ["zh-TW", "en"])
def test_without_answers_each_picture_of_one_says_so_and_the_lesson_goes_on(
    language: Language, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = [text for text in said_by(LESSON, language, capsys, answered=False) if text]
    assert "64 × 64" in shown[0]  # the photograph needs no answer
    assert len(shown) == 8
    assert all(text.startswith(NOT_WRITTEN[language]) for text in shown[1:])


def test_without_the_photograph_the_lesson_goes_on(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "cat.npy").unlink()
    assert "cat.npy" in "".join(said_by(LESSON, "en", capsys, answered=True))


@pytest.mark.usefixtures("folder")
def test_the_photograph_is_small_and_tells_its_licence() -> None:
    picture = numpy.load("cat.npy", allow_pickle=False)
    assert (picture.shape, picture.dtype) == ((64, 64, 3), numpy.uint8)
    assert picture.std() > 30
    assert "CC0" in Path("cat.txt").read_text(encoding="utf-8")


def test_the_numbers_in_the_text_are_those_of_the_functions() -> None:
    functions = vars(reference(LESSON))
    schedules = [functions["linear_beta_schedule"](1000), functions["cosine_beta_schedule"](1000)]
    linear, cosine = (functions["schedule_tables"](betas) for betas in schedules)

    def first(true: Tensor) -> int:
        return int(true.nonzero()[0])

    assert first(schedules[1] > schedules[0]) == 889 + 1
    assert (first(linear["snr"] < 1), first(cosine["snr"] < 1)) == (259, 496)
    assert first(linear["alphas_cumprod"] < 0.01) == 673
    assert math.sqrt(schedules[1][0]) == pytest.approx(0.0064, abs=5e-5)
    assert functions["cosine_beta_schedule"](1000, s=0.0)[0].item() == pytest.approx(0.0000025, abs=5e-8)
    assert linear["sqrt_alphas_cumprod"][[499, 999]].tolist() == pytest.approx([0.28, 0.006], abs=5e-3)
    assert cosine["sqrt_alphas_cumprod"][499].item() == pytest.approx(0.70, abs=5e-3)
    assert linear["snr"][[99, 249, 499, 749, 999]].rsqrt().tolist() == pytest.approx([0.34, 0.95, 3.4, 17, 157], rel=2e-2)
    assert linear["alphas"][999].item() == pytest.approx(0.98)
    few = functions["schedule_tables"](functions["linear_beta_schedule"](100, rescale=False))
    assert few["alphas_cumprod"][-1].item() == pytest.approx(0.36, abs=5e-3)
    assert int((functions["linear_beta_schedule"](5) == 0.999).sum()) == 4
    for name, table in {"linear": linear, "cosine": cosine}.items():
        picked = table["alphas_cumprod"][[0, 250, 500, 750, 999]]
        told = {"linear": [1.00, 0.52, 0.08, 0.003, 0.00004], "cosine": [1.00, 0.85, 0.49, 0.14, 2e-9]}[name]
        assert torch.log10(picked).tolist() == pytest.approx(torch.tensor(told).log10().tolist(), abs=0.1)
