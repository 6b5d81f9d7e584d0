"""Set-based statements: one SQL text for both databases, parameters as columns.

A statement names its input `{v}`: a table `v` with one column per keyword. PostgreSQL gets it as
`unnest($1::bigint[], …)`, SQLite as a JSON array taken apart by `json_each`. Code that needs rows is a generator
that yields filled statements and is sent their rows, so it does no I/O and runs on any connection.
"""

import re
import sqlite3
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import asyncpg
import msgspec

T = TypeVar("T")
Row = Sequence[Any]

PG_TYPES = {int: "bigint", str: "text", bool: "boolean"}


@dataclass(frozen=True, slots=True)
class Ask:
    """A statement with its columns, all of one length."""

    statement: "Statement"
    columns: tuple[Sequence[Any], ...]


Steps = Generator[Ask, list[Row], T]


class Statement:
    """`{v}` is the input, `{for_update:c}` locks alias `c` where rows can be locked."""

    def __init__(self, sql: str, columns: dict[str, type]) -> None:
        self.columns = tuple(columns)
        self.postgresql = _expand(sql, _unnest(columns), lambda alias: f"FOR NO KEY UPDATE OF {alias}")
        self.sqlite = _expand(sql, _json_each(columns), lambda alias: "")

    def __call__(self, **columns: Sequence[Any]) -> Ask:
        return Ask(self, tuple(columns[name] for name in self.columns))


def statement(sql: str, **columns: type) -> Statement:
    return Statement(sql, columns)


def _expand(sql: str, table: str, lock: Any) -> str:
    text = re.sub(r"\{for_update:(\w+)\}", lambda found: lock(found[1]), sql)
    return " ".join(text.replace("{v}", table).split())


def _unnest(columns: dict[str, type]) -> str:
    arrays = ", ".join(f"${place}::{PG_TYPES[kind]}[]" for place, kind in enumerate(columns.values(), 1))
    return f"unnest({arrays}) AS v({', '.join(columns)})"


def _json_each(columns: dict[str, type]) -> str:
    picks = ", ".join(f"value ->> {place} AS {name}" for place, name in enumerate(columns))
    return f"(SELECT {picks} FROM json_each(?1)) AS v"  # noqa: S608 (names are ours)


def as_json(ask: Ask) -> str:
    return msgspec.json.encode(list(zip(*ask.columns, strict=True))).decode()


async def on_postgresql(connection: asyncpg.Connection, steps: Steps[T]) -> T:
    """Run the steps on an asyncpg connection; a database error is raised where the statement was asked."""
    try:
        ask = next(steps)
        while True:
            rows: list[Any] = await connection.fetch(ask.statement.postgresql, *ask.columns)
            ask = steps.send(rows)
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]


def on_sqlite(connection: sqlite3.Connection, steps: Steps[T]) -> T:
    """Run the steps on a SQLite connection, in the thread that owns it."""
    try:
        ask = next(steps)
        while True:
            ask = steps.send(connection.execute(ask.statement.sqlite, (as_json(ask),)).fetchall())
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]
