"""Set-based statements: one SQL text for both databases, parameters as columns.

A statement names its input `{v}`: a table `v` with one column per keyword. PostgreSQL gets it as
`unnest($1::bigint[], …)`, SQLite as a JSON array taken apart by `json_each`. Code that needs rows is a generator
that yields filled statements and is sent their rows, so it does no I/O and runs on any connection.

Whoever yields several at once waits once for all of them. What has no rows to wait for is not waited for at all.
"""

import re
import sqlite3
from collections.abc import Generator, Sequence
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

T = TypeVar("T")
Row = Sequence[Any]

PG_TYPES = {int: "bigint", str: "text", bool: "boolean"}


class Ask(Struct, frozen=True):
    """A statement with its columns, all of one length."""

    statement: "Statement"
    columns: tuple[Sequence[Any], ...]


class Last(Struct, frozen=True):
    """The last statements of a transaction: their rows come after the commit."""

    asks: tuple[Ask, ...]


# Sent for one Ask: its rows. For several, or the last ones: a list of rows for each that has some.
Steps = Generator[Ask | tuple[Ask, ...] | Last, Any, T]


class Statement:
    """`{v}` is the input, `{for_update:c}` locks alias `c` where rows can be locked; `{take:c}` passes over those that
    somebody else has locked. Of a `quiet` one nobody wants the rows."""

    def __init__(self, sql: str, columns: dict[str, type], *, quiet: bool = False) -> None:
        self.columns = tuple(columns)
        self.kinds = tuple(columns.values())
        self.answers = not quiet and (sql.lstrip().startswith("SELECT") or "RETURNING" in sql)
        self.postgresql = _expand(sql, _unnest(columns), lambda alias: f"FOR NO KEY UPDATE OF {alias}")
        self.sqlite = _expand(sql, _json_each(columns), lambda alias: "")

    def __call__(self, **columns: Sequence[Any]) -> Ask:
        return Ask(self, tuple([columns[name] for name in self.columns]))


def statement(sql: str, **columns: type) -> Statement:
    return Statement(sql, columns)


def quiet(sql: str, **columns: type) -> Statement:
    """A statement nobody wants the rows of: it only locks."""
    return Statement(sql, columns, quiet=True)


def unpack(asked: Ask | tuple[Ask, ...] | Last) -> tuple[Ask, ...]:
    match asked:
        case Ask():
            return (asked,)
        case Last(asks):
            return asks
    return asked


def answer_of(asked: Ask | tuple[Ask, ...] | Last, found: list[list[Row]]) -> Any:
    """What the steps are sent for what they asked."""
    return found[0] if isinstance(asked, Ask) and found else found


def _expand(sql: str, table: str, lock: Any) -> str:
    text = re.sub(r"\{for_update:(\w+)\}", lambda found: lock(found[1]), sql)
    text = re.sub(r"\{take:(\w+)\}", lambda found: lock(found[1]) and f"{lock(found[1])} SKIP LOCKED", text)
    return " ".join(text.replace("{v}", table).split())


def _unnest(columns: dict[str, type]) -> str:
    arrays = ", ".join(f"${place}::{PG_TYPES[kind]}[]" for place, kind in enumerate(columns.values(), 1))
    return f"unnest({arrays}) AS v({', '.join(columns)})"


def _json_each(columns: dict[str, type]) -> str:
    picks = ", ".join(f"value ->> {place} AS {name}" for place, name in enumerate(columns))
    return f"(SELECT {picks} FROM json_each(?1)) AS v"  # noqa: S608 (names are ours)


def as_json(ask: Ask) -> str:
    return msgspec.json.encode(list(zip(*ask.columns, strict=True))).decode()


def on_sqlite(connection: sqlite3.Connection, steps: Steps[T]) -> T:
    """Run the steps on a SQLite connection, in the thread that owns it."""
    try:
        asked = next(steps)
        while True:
            found = []
            for ask in unpack(asked):
                rows = connection.execute(ask.statement.sqlite, (as_json(ask),)).fetchall()
                if ask.statement.answers:
                    found.append(rows)
            asked = steps.send(answer_of(asked, found))
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]
