"""Set-based statements: one SQL text for both databases, parameters as columns.

A statement names its input `{v}`: a table `v` with one column per keyword. PostgreSQL gets it as
`unnest($1::bigint[], …)`, SQLite as a JSON array taken apart by `json_each`. Code that needs rows is a generator
that yields filled statements and is sent their rows, so it does no I/O and runs on any connection.

A write without RETURNING has no rows to wait for: on PostgreSQL it waits itself, and travels with the next statement.
"""

import re
import sqlite3
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

import asyncpg
import msgspec

T = TypeVar("T")
Row = Sequence[Any]

PG_TYPES = {int: "bigint", str: "text", bool: "boolean"}
TABLES = re.compile(r"\b(?:INTO|UPDATE|FROM|JOIN)\s+(\w+)")
COMMA = re.compile(r"\bFROM\s+(?:\{v\}|\w+(?:\s+\w+)?)\s*,")


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
        self.kinds = tuple(columns.values())
        if COMMA.search(sql):
            raise ValueError("join tables by JOIN: what stands behind a comma would not be seen as touched")
        self.tables = frozenset(TABLES.findall(sql))
        self.answers = sql.lstrip().startswith("SELECT") or "RETURNING" in sql
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
    """Only text comes as an array: of anything else asyncpg asks, value by value, whether it is an array itself."""
    arrays = ", ".join(
        f"${place}::text[]" if kind is str else f"${place}::text::{PG_TYPES[kind]}[]"
        for place, kind in enumerate(columns.values(), 1)
    )
    return f"unnest({arrays}) AS v({', '.join(columns)})"


def _json_each(columns: dict[str, type]) -> str:
    picks = ", ".join(f"value ->> {place} AS {name}" for place, name in enumerate(columns))
    return f"(SELECT {picks} FROM json_each(?1)) AS v"  # noqa: S608 (names are ours)


def as_json(ask: Ask) -> str:
    return msgspec.json.encode(list(zip(*ask.columns, strict=True))).decode()


async def on_postgresql(connection: asyncpg.Connection, steps: Steps[T]) -> T:
    """Run the steps on an asyncpg connection. The error of a write is raised at latest where the steps end."""
    convoy = Convoy(connection)
    try:
        ask = next(steps)
        while True:
            ask = steps.send(await convoy.rows_of(ask))
    except StopIteration as done:
        await convoy.travel()
        return done.value  # type: ignore[no-any-return]


class Convoy:
    """Statements on their way to PostgreSQL: one trip for all that touch different tables."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self.connection = connection
        self.waiting: list[Ask] = []
        self.tables: frozenset[str] = frozenset()

    async def rows_of(self, ask: Ask) -> list[Row]:
        if not self.tables.isdisjoint(ask.statement.tables):
            await self.travel()
        self.waiting.append(ask)
        self.tables |= ask.statement.tables
        return await self.travel() if ask.statement.answers else []

    async def travel(self) -> list[Row]:
        """The rows of the last one."""
        asks, self.waiting, self.tables = self.waiting, [], frozenset()
        if not asks:
            return []
        columns = (
            _array(*column) for ask in asks for column in zip(ask.columns, ask.statement.kinds, strict=True)
        )
        rows: list[Any] = await self.connection.fetch(_in_one(tuple(ask.statement for ask in asks)), *columns)
        return rows


def _array(column: Sequence[Any], kind: type) -> Sequence[Any] | str:
    """A column as `_unnest` takes it: what JSON writes of numbers, PostgreSQL reads as `{1,null,3}`."""
    return column if kind is str else "{" + msgspec.json.encode(column)[1:-1].decode() + "}"


@lru_cache
def _in_one(statements: tuple[Statement, ...]) -> str:
    """One text for statements that do not see each other's work; their parameters follow one another."""
    texts, before = [], 0
    for one in statements:
        texts.append(re.sub(r"\$(\d+)", lambda found, by=before: f"${int(found[1]) + by}", one.postgresql))  # type: ignore[misc]
        before += len(one.columns)
    first = ", ".join(f"step{place} AS ({text})" for place, text in enumerate(texts[:-1]))
    return f"WITH {first} {texts[-1]}" if first else texts[-1]


def on_sqlite(connection: sqlite3.Connection, steps: Steps[T]) -> T:
    """Run the steps on a SQLite connection, in the thread that owns it."""
    try:
        ask = next(steps)
        while True:
            ask = steps.send(connection.execute(ask.statement.sqlite, (as_json(ask),)).fetchall())
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]
