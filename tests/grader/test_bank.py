from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from grader.bank import KnownSubmission, attacks, known_submissions, notebook
from grader.course import Assignment, CourseError
from grader.edition import release
from grader.result import Verdict
from grader.submission import read

WRONG = '''"""Thinks that twice
is plus two.

More about it.
"""

import math  # a comment

OFFSET = 2


def double(x):
    return x + OFFSET  # 加二


def helper():
    """Stays."""
'''


@pytest.fixture
def small(tmp_path: Path) -> Assignment:
    return Assignment("small", Path(shutil.copytree(Path(__file__).parent / "small_course", tmp_path / "course")))


def known(small: Assignment, folder: str, text: str = WRONG) -> KnownSubmission:
    path = small.known_submissions / folder / "a_name.py"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return known_submissions(small)[0]


def sources(known: KnownSubmission) -> dict[str, str]:
    return {cell.id: cell.source for cell in notebook(known).cells}


@pytest.mark.parametrize(
    ("folder", "verdict"),
    [
        ("accepted", Verdict.PASSED),
        ("wrong_answer", Verdict.FAILED),
        ("timeout", Verdict.TIMEOUT),
        ("missing", Verdict.MISSING),
    ],
)
def test_the_folder_is_the_verdict(small: Assignment, folder: str, verdict: Verdict) -> None:
    one = known(small, folder)
    assert one.verdict is verdict
    assert one.belief == "Thinks that twice is plus two."


def test_an_assignment_without_known_submissions_has_none(small: Assignment) -> None:
    assert known_submissions(small) == ()


@pytest.mark.parametrize(
    ("folder", "text", "words"),
    [
        ("nonsense", WRONG, "no such verdict"),
        ("accepted", "x = 1", "has no docstring"),
        ("accepted", "def (", "is not Python"),
    ],
)
def test_a_file_that_does_not_fit_is_named(small: Assignment, folder: str, text: str, words: str) -> None:
    with pytest.raises(CourseError, match=words):
        known(small, folder, text)


def test_given_answers_stand_and_others_are_the_references(small: Assignment) -> None:
    cells = sources(known(small, "wrong_answer"))
    assert cells["a-double"] == "def double(x):\n    return x + OFFSET  # 加二"
    assert cells["a-triple"] == 'def triple(x: float) -> float:\n    """Three times x."""\n    return double(x) + x'


def test_in_missing_the_others_are_not_written(small: Assignment) -> None:
    cells = sources(known(small, "missing"))
    assert "raise NotImplementedError()" in cells["a-triple"]
    assert "return double(x)" not in cells["a-triple"]


def test_all_other_code_goes_into_a_cell_before_the_first_answer(small: Assignment) -> None:
    one = known(small, "wrong_answer")
    ids = [cell.id for cell in notebook(one).cells]
    assert ids[ids.index("student") + 1] == "a-double"
    extra = sources(one)["student"]
    assert extra.startswith("import math  # a comment\n\nOFFSET = 2\n")
    assert extra.endswith('def helper():\n    """Stays."""')
    assert "Thinks" not in extra
    assert "def double" not in extra


def test_a_decorated_answer_takes_its_decorators_along(small: Assignment) -> None:
    cells = sources(known(small, "accepted", '"""Caches."""\n\n@cache\n@other\ndef double(x):\n    return 2 * x\n'))
    assert cells["a-double"].startswith("@cache\n@other\ndef double")
    assert "student" not in cells


@pytest.mark.parametrize("language", ["zh-TW", "en"])
def test_a_known_submission_is_read_like_a_students(small: Assignment, tmp_path: Path, language: str) -> None:
    edition = notebook(known(small, "wrong_answer"), "en" if language == "en" else "zh-TW")
    (tmp_path / "small.ipynb").write_text(json.dumps(edition), encoding="utf-8")
    submission = read(tmp_path / "small.ipynb", small)
    assert submission.language == language
    assert submission.notebook == edition
    assert submission.repairs == ()
    assert submission.untouched == frozenset()


def test_nothing_but_a_docstring_is_the_reference_or_the_release(small: Assignment) -> None:
    one = known(small, "missing", '"""Wrote nothing."""\n')
    assert notebook(one) == release(small)


ATTACK = '''"""Prints its report.

Technique: forging
Verdict: failed
Earns: 2
"""

print(100)
'''
PLAINLY_WRONG = '''"""Nothing."""


def double(x):
    return None
'''


@pytest.fixture
def attacked(small: Assignment) -> Assignment:
    for name, text in (("tampered/prints", ATTACK), ("wrong_answer/plainly_wrong", PLAINLY_WRONG)):
        path = small.known_submissions / f"{name}.py"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    return small


def test_an_attack_says_how_it_ends_and_what_it_earns_honestly(attacked: Assignment) -> None:
    (attack,) = attacks(attacked)
    assert (attack.technique, attack.verdict, attack.earns, attack.belief) == ("forging", Verdict.FAILED, 2, "Prints its report.")


def test_an_attack_is_built_on_answers_that_are_plainly_wrong(attacked: Assignment) -> None:
    assert [source for source in sources(attacks(attacked)[0]).values() if source.startswith("def double")] == [
        "def double(x):\n    return None"
    ]


def test_no_attack_is_among_what_students_are_known_to_hand_in(attacked: Assignment) -> None:
    assert [known.path.stem for known in known_submissions(attacked)] == ["plainly_wrong"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [(PLAINLY_WRONG, "does not name its technique"), (ATTACK.replace("failed", "won"), "no such verdict as won")],
)
def test_an_attack_without_technique_or_with_an_unknown_verdict_is_refused(attacked: Assignment, text: str, complaint: str) -> None:
    (attacked.known_submissions / "tampered" / "prints.py").write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match=complaint):
        attacks(attacked)
