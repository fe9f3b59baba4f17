from __future__ import annotations

import linecache
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import Tensor

from grader import notebook

CHECKS = '''
import pytest
import torch
from grader.checking import assert_close

pytestmark = pytest.mark.task("soft")


@pytest.mark.points(1)
@pytest.mark.hint(zh="總和應為 1。", en="The sum must be 1.")
def test_sums_to_one(student, randn):
    """每一列的總和是 1。

    Each row sums to 1.
    """
    assert_close(student.soft(randn(3, 4)).sum(-1), torch.ones(3))


@pytest.mark.points(1)
@pytest.mark.hint(zh="可以手算。", en="By hand.")
def test_by_hand(student):
    """手算的例子。

    The example by hand.
    """
    assert_close(student.soft(torch.zeros(2)), torch.tensor([0.5, 0.5]), message="softmax(0, 0) is (0.5, 0.5)")


@pytest.mark.task("other")
@pytest.mark.points(1)
@pytest.mark.hint(zh="其他。", en="Other.")
def test_other(student):
    assert student.other() == 1
'''

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs lines as a notebook's cell, in a folder with public checks; gives what they showed."""
    (tmp_path / "test_public.py").write_text(CHECKS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    globals_: dict[str, object] = {"torch": torch, "Tensor": Tensor, "LANG": "zh-TW"}
    globals_ |= {name: getattr(notebook, name) for name in ("check", "curves", "heat_map", "images", "see")}

    def cell(source: str, **changed: object) -> str:
        globals_.update(changed)
        linecache.cache["<cell>"] = (len(source), None, source.splitlines(keepends=True), "<cell>")
        exec(compile(source, "<cell>", "exec"), globals_)
        return capsys.readouterr().out

    return cell


RIGHT = "def soft(x: Tensor) -> Tensor:\n    return torch.softmax(x, -1)\n"
WRONG = "def soft(x: Tensor) -> Tensor:\n    return x.exp()\n"
STUB = "def soft(x: Tensor) -> Tensor:\n    raise NotImplementedError\n"
RAISES = """def soft(x: Tensor) -> Tensor:
    if x.ndim == 1:
        raise ValueError('one <dim>')
    return torch.softmax(x, -1)
"""


def test_check_names_each_public_check_by_its_sentence(run: Run) -> None:
    shown = run(RIGHT + "check('soft')")
    assert "✓ 每一列的總和是 1。" in shown
    assert "✓ 手算的例子。" in shown
    assert "2 項公開檢查全部通過。" in shown


def test_check_is_a_table_in_a_notebook(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[notebook.Shown] = []
    monkeypatch.setattr(notebook, "_show", shown.append)
    run(RAISES + "check('soft')")
    html = shown[0]._repr_html_()
    assert html.startswith("<div")
    assert "手算的例子。" in html
    assert "ValueError: one &lt;dim&gt;" in html
    assert "&lt;div" not in html


def test_check_speaks_the_language_of_the_notebook(run: Run) -> None:
    shown = run(RIGHT + "check('soft')", LANG="en")
    assert "✓ Each row sums to 1." in shown
    assert "All 2 public checks passed." in shown


def test_check_shows_what_went_wrong(run: Run) -> None:
    shown = run(WRONG + "check('soft')")
    assert "✗ 手算的例子。" in shown
    assert "可以手算。" in shown
    assert "softmax(0, 0) is (0.5, 0.5)" in shown
    assert "2 項公開檢查通過了 0 項。" in shown


def test_check_shows_the_students_own_exception_with_its_line(run: Run) -> None:
    shown = run(RAISES + "check('soft')")
    assert "✓ 每一列的總和是 1。" in shown
    assert "ValueError: one <dim>" in shown
    assert "你的程式第 3 行：raise ValueError('one <dim>')" in shown


def test_check_says_what_may_not_be_used(run: Run, tmp_path: Path) -> None:
    (tmp_path / "assignment.toml").write_text('[tasks.soft]\nforbids = ["softmax", "_softmax*"]\n')
    shown = run(RIGHT + "check('soft')")
    assert "不能用現成的 softmax" in shown
    assert "2 項公開檢查通過了 0 項。" in shown


def test_check_says_what_was_returned_instead(run: Run) -> None:
    assert "Tensor" in run("def soft(x: Tensor) -> Tensor:\n    return None\ncheck('soft')")


@pytest.mark.parametrize("cell", ["check('soft')", STUB + "check('soft')", "soft = 3\ncheck('soft')"])
def test_check_of_an_answer_not_written_is_one_friendly_line(run: Run, cell: str) -> None:
    assert run(cell) == "還沒寫：soft。寫好後重新執行這一格，就看得到結果。\n"


def test_check_of_an_unknown_task_says_which_there_are(run: Run) -> None:
    assert "soft, other" in run("check('sofd')")


def test_check_of_a_function_without_public_checks_says_so(run: Run) -> None:
    assert "沒有公開檢查" in run("def mine(): ...\ncheck('mine')")


def test_check_without_its_file_says_what_to_do(run: Run) -> None:
    Path("test_public.py").unlink()
    assert "test_public.py" in run(RIGHT + "check('soft')")


def test_check_with_a_broken_file_says_what_to_do(run: Run) -> None:
    Path("test_public.py").write_text("def (", encoding="utf-8")
    assert "重新複製" in run(RIGHT + "check('soft')")


def test_check_with_checks_that_do_not_import_goes_on(run: Run) -> None:
    Path("test_public.py").write_text("import no_such_module\n" + CHECKS, encoding="utf-8")
    assert "檢查沒能跑完" in run(RIGHT + "check('soft')")


@pytest.mark.parametrize(
    "answer",
    [
        "def soft(x: NoSuchName) -> NoSuchName:\n    return torch.softmax(x, -1)\n".replace("NoSuchName", "'NoSuchName'"),
        "soft = lambda x: torch.softmax(x, -1)\n",
        "class Soft:\n    def __call__(self, x):\n        return torch.softmax(x, -1)\nsoft = Soft()\n",
    ],
)
def test_check_takes_any_callable(run: Run, answer: str) -> None:
    assert "全部通過" in run(answer + "check('soft')")


@pytest.mark.parametrize(
    "body",
    [
        "raise SystemExit",
        "class Odd(Exception):\n        def __str__(self): raise RuntimeError\n    raise Odd",
        "return soft(x)",
        "import pytest; pytest.skip('no')",
        "return undefined_name",
    ],
)
def test_check_never_raises(run: Run, body: str) -> None:
    assert "✗" in run(f"def soft(x):\n    {body}\ncheck('soft')")


def test_an_interrupt_stops_all_checks(run: Run) -> None:
    calls: list[int] = []

    def soft(x: Tensor) -> Tensor:
        calls.append(1)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run("check('soft')", soft=soft)
    assert calls == [1]


def test_see_names_the_function_that_is_not_written_and_goes_on(run: Run) -> None:
    shown = run(STUB + "with see():\n    soft(torch.ones(2))\n    print('not reached')\nprint('after')")
    assert shown == "還沒寫：soft。寫好後重新執行這一格，就看得到結果。\nafter\n"


def test_see_names_what_was_not_run_yet(run: Run) -> None:
    assert "There is no soft yet" in run("with see():\n    soft(torch.ones(2))", LANG="en")


def test_see_shows_a_mistake_with_its_type_message_and_line(run: Run) -> None:
    shown = run(RAISES + "with see():\n    soft(torch.ones(2))")
    assert "soft 丟出了 ValueError: one <dim>；你的程式第 3 行：raise ValueError('one <dim>')" in shown


def test_see_tells_a_slip_in_an_answer_from_an_answer_not_run(run: Run) -> None:
    shown = run("def soft(x):\n    return torhc.exp(x)\nwith see():\n    soft(1)")
    assert "soft 丟出了 NameError: name 'torhc' is not defined" in shown


def test_see_goes_on_when_the_block_itself_fails(run: Run) -> None:
    assert "這一格丟出了 TypeError" in run("with see():\n    a, b = None")


def test_see_lets_an_interrupt_pass(run: Run) -> None:
    with pytest.raises(KeyboardInterrupt):
        run("with see():\n    raise KeyboardInterrupt")


def test_heat_map_shows_itself_in_the_notebooks_language(run: Run) -> None:
    assert "我" in run("heat_map(torch.eye(2), '我你', '我你')")


def test_curves_show_themselves_in_the_notebooks_language(run: Run) -> None:
    assert "β  1 " in run("curves({'β': [1, 2]})")
    assert "odd cannot be drawn" in run("curves({'odd': None})", LANG="en")


def test_images_show_themselves_in_the_notebooks_language(run: Run) -> None:
    assert "貓：2 × 2" in run("images({'貓': torch.eye(2)})")
    assert "cat: 2 × 2, mean 0.50" in run("images({'cat': torch.eye(2)}, bounds=(-1, 1))", LANG="en")


def test_what_is_shown_is_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    shown = notebook._note("<script>alert(1)</script>")
    assert "<script>" not in shown._repr_html_()
    assert "<script>" in repr(shown)
