from __future__ import annotations

from collections.abc import Iterator

import pytest
from nbgrader.api import Gradebook, MissingEntry

from grader import gradebook
from grader.course import Course
from grader.gradebook import Place
from grader.result import CheckResult, SubmissionResult, TaskResult, Verdict
from tests.grader.temporary_course import NAME, NOTHING, TASKS, Standing, points, standing

pytestmark = pytest.mark.filterwarnings("ignore:Object of type <Submitted")  # see nbgrader_config.py

POINTS = points()


@pytest.fixture
def place(course: Course) -> Place:
    """Where the scores of a student lie who has handed in, and who is not graded yet."""
    db_url = f"sqlite:///{course.root / 'gradebook.db'}"
    with Gradebook(db_url) as book:
        book.add_student("ann")
        book.add_submission(NAME, "ann")
    return {"db_url": db_url, "student": "ann", "assignment": NAME, "notebook": NAME}


@pytest.fixture
def book(place: Place) -> Iterator[Gradebook]:
    with Gradebook(place["db_url"]) as book:
        yield book


def result(verdict: Verdict = Verdict.PASSED, *, share: float = 1.0, tasks: tuple[str, ...] = TASKS) -> SubmissionResult:
    """A result in which every task ended with `verdict` and won its `share` of the points."""
    found = tuple(
        TaskResult(task, (CheckResult("test_it", False, verdict, share * POINTS.get(task, 1.0), POINTS.get(task, 1.0)),))
        for task in tasks
    )
    return SubmissionResult("attention.ipynb", NAME, "en", found, "sandbox", "cpu", 0.1)


def write(place: Place, result: SubmissionResult, *untouched: str, unreadable: bool = False) -> None:
    with Gradebook(place["db_url"]) as book:
        gradebook.write(book, place, result, frozenset(untouched), unreadable=unreadable)


def clear(place: Place) -> None:
    with Gradebook(place["db_url"]) as book:
        gradebook.clear(book, place)


def mark_by_hand(place: Place, task: str, score: float) -> None:
    with Gradebook(place["db_url"]) as book:
        grade = book.find_grade(f"test_{task}", NAME, NAME, "ann")
        grade.manual_score, grade.needs_manual_grade = score, False
        book.db.commit()


def test_a_result_is_written_task_by_task(course: Course, place: Place) -> None:
    write(place, result(Verdict.FAILED, share=0.5))
    assert standing(course, "ann") == Standing({task: points / 2 for task, points in POINTS.items()}, frozenset())


def test_clearing_takes_every_automatic_score_back_and_calls_a_person(course: Course, place: Place) -> None:
    write(place, result())
    clear(place)
    assert standing(course, "ann") == NOTHING


def test_clearing_for_a_student_who_handed_in_nothing_does_nothing(course: Course, place: Place) -> None:
    clear({**place, "student": "zoe"})
    with Gradebook(place["db_url"]) as book, pytest.raises(MissingEntry):
        book.find_student("zoe")


@pytest.mark.parametrize("verdict", [Verdict.TAMPERED, Verdict.PENDING])
def test_a_person_is_called_for_what_only_a_person_can_judge(course: Course, place: Place, verdict: Verdict) -> None:
    write(place, result(verdict, share=0.0))
    assert standing(course, "ann") == Standing(dict.fromkeys(TASKS, 0.0), frozenset(TASKS))


def test_a_fault_of_ours_in_one_task_writes_no_score_at_all(course: Course, place: Place) -> None:
    clear(place)
    good, bad = result(tasks=TASKS[1:]), result(Verdict.INTERNAL, share=0.0, tasks=TASKS[:1])
    write(place, SubmissionResult("a.ipynb", NAME, "en", (*good.tasks, *bad.tasks), "sandbox", "cpu", 0.1))
    assert standing(course, "ann") == NOTHING


def test_an_unreadable_file_gets_its_zeros_and_a_person(course: Course, place: Place) -> None:
    write(place, result(Verdict.MISSING, share=0.0), unreadable=True)
    assert standing(course, "ann") == Standing(dict.fromkeys(TASKS, 0.0), frozenset(TASKS))


def test_all_is_written_or_nothing(course: Course, place: Place) -> None:
    clear(place)
    with pytest.raises(MissingEntry):
        write(place, result(tasks=(*TASKS, "not_in_the_release")))
    assert standing(course, "ann") == NOTHING


def test_a_score_given_by_hand_stays_and_calls_for_review(place: Place, book: Gradebook) -> None:
    mark_by_hand(place, "stable_softmax", 20.0)
    write(place, result(Verdict.FAILED, share=0.0))
    grade = book.find_grade("test_stable_softmax", NAME, NAME, "ann")
    assert (grade.manual_score, grade.auto_score, grade.needs_manual_grade) == (20.0, 0.0, True)
    assert gradebook.scores(book, place).score == 20.0


def test_an_answer_left_as_it_was_is_said_to_be_no_response(place: Place, book: Gradebook) -> None:
    write(place, result(Verdict.MISSING, share=0.0), "stable_softmax")
    assert gradebook.scores(book, place).comments == {"stable_softmax": "No response."}
    write(place, result())
    assert gradebook.scores(book, place).comments == {}


def test_there_is_no_score_before_grading(place: Place, book: Gradebook) -> None:
    clear(place)
    found = gradebook.scores(book, place)
    assert (found.score, found.max_score) == (None, 100.0)


def test_a_late_penalty_is_taken_off_and_no_score_is_below_nothing(place: Place, book: Gradebook) -> None:
    write(place, result(Verdict.FAILED, share=0.5))
    for penalty, left in ((10.0, 40.0), (60.0, 0.0)):
        book.find_submission_notebook(NAME, NAME, "ann").late_submission_penalty = penalty
        book.db.commit()
        assert gradebook.scores(book, place).score == left
