from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook, MissingEntry
from sqlalchemy import Engine, create_engine, event

from grader.engine import known


@pytest.fixture(autouse=True)
def alembic(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a new gradebook nbgrader runs that program; see nbgrader_config.py."""
    monkeypatch.setenv("PATH", os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])))


@pytest.fixture
def book_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'gradebook.db'}"


def statements(url: str) -> list[str]:
    """What opening a gradebook asks the database."""
    asked: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        Gradebook(url).close()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return asked


def test_a_gradebook_is_opened_with_few_questions(book_url: str) -> None:
    Gradebook(book_url).close()
    assert len(statements(known(book_url))) <= 3 < len(statements(book_url))


def test_what_was_compiled_for_one_gradebook_serves_the_next(book_url: str) -> None:
    first, second = (create_engine(known(book_url)) for _ in range(2))
    assert first.get_execution_options()["compiled_cache"] is second.get_execution_options()["compiled_cache"]
    assert first.dialect == second.dialect != create_engine(book_url).dialect


def test_a_new_gradebook_is_made_as_nbgrader_makes_it(book_url: str) -> None:
    with Gradebook(known(book_url)) as book:
        book.add_student("ann")
    with Gradebook(book_url) as book:
        assert book.find_student("ann").id == "ann"


def test_gradebooks_of_two_courses_are_kept_apart(tmp_path: Path) -> None:
    one, other = (known(f"sqlite:///{tmp_path / name}.db") for name in ("one", "other"))
    with Gradebook(one) as book:
        book.add_student("ann")
    with Gradebook(other) as book, pytest.raises(MissingEntry):
        book.find_student("ann")


def test_a_gradebook_that_was_replaced_is_read_anew(tmp_path: Path, book_url: str) -> None:
    with Gradebook(known(book_url)) as book:
        book.add_student("ann")
    (tmp_path / "gradebook.db").unlink()
    with Gradebook(known(book_url)) as book, pytest.raises(MissingEntry):
        book.find_student("ann")


@pytest.mark.parametrize("url", ["postgresql://host/book", "sqlite://", "sqlite:///:memory:"])
def test_what_is_no_sqlite_file_is_left_as_it_is(url: str) -> None:
    assert known(url) == url


def test_a_name_that_was_given_already_stays(book_url: str) -> None:
    assert known(known(book_url)) == known(book_url)
