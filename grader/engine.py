"""One compiled statement for all of nbgrader's gradebooks.

nbgrader opens its gradebook anew at every step, seven times for each student, and SQLAlchemy begins each time with nothing: it
compiles the same statements again, and asks thirteen times whether a table is there. A converter whose `db_url` names this dialect
is spared both. It is SQLite all the same: the connections and sessions are nbgrader's, opened and closed where it says.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, make_url
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

DRIVER = "known"
TABLES = "grader_tables"


@cache
def _compiled() -> dict[object, object]:
    """What is compiled in this process; nbgrader has some fifty different statements."""
    return {}


class Known(SQLiteDialect_pysqlite):
    """SQLite, with a memory."""

    driver = DRIVER
    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        """Each is like the other, so that what was compiled for one serves them all."""
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        engine.update_execution_options(compiled_cache=_compiled())

    def get_table_names(self, connection: Connection, *args: Any, **kw: Any) -> list[str]:  # noqa: ANN401 - as SQLAlchemy has it
        names: list[str] = super().get_table_names(connection, *args, **kw)  # type: ignore[no-untyped-call]
        if not any(args) and kw.get("schema") is None:
            connection.info[TABLES] = frozenset(names)
        return names

    def has_table(self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any) -> bool:  # noqa: ANN401 - likewise
        """Whether there is such a table. What was there once in the life of a connection is taken to be there still."""
        known = schema is None and table_name in connection.info.get(TABLES, ())
        return known or bool(super().has_table(connection, table_name, schema, **kw))  # type: ignore[no-untyped-call]


def known(db_url: str) -> str:
    """The same database, by a name that lets SQLAlchemy remember; any other than a SQLite file as it is."""
    url = make_url(db_url)
    if url.drivername not in {"sqlite", "sqlite+pysqlite"} or url.database in {None, "", ":memory:"}:
        return db_url
    registry.register(f"sqlite.{DRIVER}", __name__, Known.__name__)
    return url.set(drivername=f"sqlite+{DRIVER}").render_as_string(hide_password=False)
