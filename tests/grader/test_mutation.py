from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

from grader.audit.mutants import Mutant, mutants
from grader.audit.mutation import SEEDS, Allowed, Survivor, allowed, as_entries, judged, list_of, survivors
from grader.audit.trial import Loss, Tried
from grader.course import Assignment, CourseError
from grader.result import Verdict


def of(tmp_path: Path, source: str) -> tuple[Mutant, ...]:
    """The mutants of `f` in a file that holds this."""
    path = tmp_path / "text.py"
    path.write_text(source, encoding="utf-8")
    return mutants(path, ("f",))


@pytest.mark.parametrize(
    ("expression", "wrong"),
    [
        ("x * 2", ["x / 2", "x", "2", "x * 3", "x * 1", "x * -2"]),
        ("(x + 1) * y", ["(x - 1) * y", "(x + 1) / y", "(1) * y", "((x + 1))", "(x + 2) * y"]),
        ("x @ y", ["x * y", "y @ x", "x", "y"]),
        ("x < 1", ["x <= 1", "x >= 1", "x < 0"]),
        ("x is None", ["x is not None"]),
        ("a and not b", ["a or not b", "a", "(not b)", "a and b"]),
        ("1 if a else 2", ["1", "2", "1 if not (a) else 2"]),
        ("x.sum(-1, keepdim=True)", ["x.sum(0, keepdim=True)", "x.sum(-2, keepdim=True)", "x.sum(-1)", "x"]),
        ("x.sum(-1)", ["x.mean(-1)", "x.prod(-1)"]),
        ("torch.sqrt(x)", ["x"]),
        ("torch.where(mask, x, y)", ["torch.where(~(mask), x, y)", "torch.where(mask, y, x)"]),
        ("x.masked_fill(mask, 0.0)", ["x.masked_fill(~(mask), 0.0)", "x.masked_fill(mask, 1.0)", "x"]),
        ("torch.tril(x)", ["torch.triu(x)"]),
        ("x.clamp(max=y)", ["x.clamp(min=y)", "x.clamp()", "x"]),
        ("x.cumprod(0)", ["x.cumsum(0)"]),
        ("x.to(torch.float64)", ["x.to(torch.float32)", "x"]),
        ("x.float()", ["x.double()", "x"]),
        ("x[:, None, 1:]", ["x[None, :, 1:]", "x[:, 1:, None]", "x[:, None, :]", "x[:, None, 2:]", "x"]),
        ("{'a': x, 'b': y}", ["{'a': y, 'b': x}", "{'a_': x, 'b': y}"]),
        ("(x, y)", ["(y, x)", "(x, y.detach())"]),
        ("x + 0.5", ["x + 0.0", "x + -0.5", "x + 0.505"]),
    ],
)
def test_an_expression_takes_every_wrong_turn(tmp_path: Path, expression: str, wrong: list[str]) -> None:
    found = {ast.dump(ast.parse(mutant.source)) for mutant in of(tmp_path, f"def f():\n    return {expression}\n")}
    for other in wrong:
        assert ast.dump(ast.parse(f"def f():\n    return {other}\n")) in found, other


def test_a_result_may_lose_its_gradient_and_an_argument_may_come_back(tmp_path: Path) -> None:
    found = {mutant.after for mutant in of(tmp_path, "def f(x: Tensor, y: Tensor):\n    return x.exp(), y\n")}
    wrong = ["x.exp().detach(), y", "x.exp(), y.detach()", "x", "y.exp(), y", "y, x.exp()"]
    assert {f"return {other}" for other in wrong} <= found


def test_statements_may_be_missing(tmp_path: Path) -> None:
    source = "def f(x):\n    if x:\n        raise ValueError(f'{x} is {1 + 1}')\n    x += 1\n    x.sort()\n    return x\n"
    found = {(mutant.before, mutant.after) for mutant in of(tmp_path, source)}
    assert ("x += 1", "pass") in found
    assert ("x += 1", "x -= 1") in found
    assert ("x.sort()", "pass") in found
    assert ("raise ValueError(f'{x} is {1 + 1}')", "raise RuntimeError") in found
    assert not any("1 - 1" in after for _, after in found), "what an error says is nobody's business"


def test_defaults_are_mutated_annotations_and_the_docstring_are_not(tmp_path: Path) -> None:
    source = 'def f(x: Tensor, dim: int = -1, *, scale: float | None = None) -> Tensor:\n    """1 + 1"""\n    return x\n'
    afters = [mutant.after for mutant in of(tmp_path, source)]
    assert "def f(x: Tensor, dim: int = 0, *, scale: float | None = None) -> Tensor:" in afters
    assert all("float | None = None" in after for after in afters if after.startswith("def"))
    assert not any("1 + 2" in after for after in afters)


def test_a_count_may_be_off_by_one_and_a_parameter_be_another(tmp_path: Path) -> None:
    found = {mutant.after for mutant in of(tmp_path, "def f(n: int, k: int, x: Tensor):\n    return torch.ones(n)\n")}
    assert {"return torch.ones((n - 1))", "return torch.ones((n + 1))", "return torch.ones(k)", "return torch.zeros(n)"} <= found
    assert "return torch.ones(x)" not in found


def test_mutants_differ_from_the_function_and_from_each_other(tmp_path: Path) -> None:
    source = "def f(x: Tensor, n: int = 2):\n    y = x.transpose(-2, -1) * 1\n    return (y + n) / x.numel() if n > 0 else -y\n"
    trees = [ast.dump(ast.parse(mutant.source)) for mutant in of(tmp_path, source)]
    assert len(trees) > 30
    assert len({*trees, ast.dump(ast.parse(source))}) == len(trees) + 1


def test_only_the_functions_that_are_named_are_mutated(tmp_path: Path) -> None:
    assert of(tmp_path, "def g(x):\n    return x + 1\n") == ()


def test_a_mutant_shows_its_line_before_and_after(tmp_path: Path) -> None:
    source = "# 註解\ndef f(x):\n    y = '字' + x  # 中文\n    return y\n"
    (mutant,) = [one for one in of(tmp_path, source) if "-" in one.after]
    assert (mutant.line, mutant.diff) == (3, "- y = '字' + x  # 中文\n+ y = '字' - x  # 中文")


FORM = 'def f() -> str:\n    return """\n(x) A ( ) B\n\n( ) C\n(x) D\n[x] E\n[ ] F\nn __4__ p __0.250__ id __ann__\n"""\n'


def test_a_form_gets_another_mark_a_tick_more_or_less_and_other_numbers(tmp_path: Path) -> None:
    assert [(mutant.before, mutant.after) for mutant in of(tmp_path, FORM)] == [
        ("(x) A ( ) B", "( ) A (x) B"),
        ("( ) C\n(x) D", "(x) C\n( ) D"),
        ("[x] E", "[ ] E"),
        ("[ ] F", "[x] F"),
        ("n __4__ p __0.250__ id __ann__", "n __5__ p __0.250__ id __ann__"),
        ("n __4__ p __0.250__ id __ann__", "n __3__ p __0.250__ id __ann__"),
        ("n __4__ p __0.250__ id __ann__", "n __4__ p __0.275__ id __ann__"),
    ]


# --- what becomes of them


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    return Assignment("a", tmp_path)


def write_list(assignment: Assignment, text: str) -> None:
    list_of(assignment).parent.mkdir(parents=True)
    list_of(assignment).write_text(text, encoding="utf-8")


MUTANT = Mutant("f", 3, "return x", "return -x", "def f(x):\n    return -x")
ENTRY = Allowed("f", "return x", ("return -x",), "Nobody asks for the sign.")


def caught_on(*seeds: int) -> Tried:
    return Tried(tuple(Loss(seed, "f", "test_it", False, Verdict.FAILED) for seed in seeds))


def test_a_mutant_is_caught_when_every_seed_catches_it() -> None:
    assert survivors([(MUTANT, caught_on(*SEEDS))], ()) == ()
    assert survivors([(MUTANT, Tried(ended="timeout"))], ()) == ()


def test_a_mutant_that_some_seeds_miss_survives_by_luck(assignment: Assignment) -> None:
    alive = survivors([(MUTANT, caught_on(SEEDS[1]))], ())
    assert alive == (Survivor(MUTANT, (SEEDS[1],), None),)
    (finding,) = judged(assignment, alive, ())
    assert finding.text == f"f, line 3: a mutant survives, but for the seeds {SEEDS[1]}"
    assert finding.diff == "- return x\n+ return -x"


def test_a_survivor_with_a_reason_is_no_finding_one_without_is(assignment: Assignment) -> None:
    alive = survivors([(MUTANT, Tried())], [ENTRY])
    assert [survivor.reason for survivor in alive] == ["Nobody asks for the sign."]
    assert list(judged(assignment, alive, [ENTRY])) == []
    assert len(list(judged(assignment, survivors([(MUTANT, Tried())], []), []))) == 1


def test_an_entry_whose_mutant_is_caught_is_stale(assignment: Assignment) -> None:
    (finding,) = judged(assignment, survivors([(MUTANT, caught_on(*SEEDS))], [ENTRY]), [ENTRY])
    assert finding.text == "f: a mutant is listed as a survivor and is none: 'return x' to 'return -x'"


def test_entries_to_paste_can_be_read_again(assignment: Assignment) -> None:
    text = as_entries(survivors([(MUTANT, Tried())], []))
    assert tomllib.loads(text)["survivor"][0]["after"] == ["return -x"]
    write_list(assignment, text.replace('reason = ""', 'reason = "Nobody asks for the sign."'))
    assert allowed(assignment) == (ENTRY,)


def test_what_is_listed_already_is_not_offered_again() -> None:
    assert as_entries(survivors([(MUTANT, Tried())], [ENTRY])) == ""


def test_without_a_list_no_mutant_may_live(assignment: Assignment) -> None:
    assert allowed(assignment) == ()


@pytest.mark.parametrize(
    "text",
    [
        '[[survivor]]\nfunction = "f"\nbefore = "a"\nafter = ["b"]\nreason = " "\n',
        '[[survivor]]\nfunction = "f"\nbefore = "a"\nafter = ["b"]\n',
        '[[mutant]]\nfunction = "f"\nbefore = "a"\nafter = ["b"]\nreason = "c"\n',
        "survivor = 1\n",
        "[[",
    ],
)
def test_a_list_without_reasons_or_sense_is_refused_by_name(assignment: Assignment, text: str) -> None:
    write_list(assignment, text)
    with pytest.raises(CourseError, match=r"a\.toml"):
        allowed(assignment)
