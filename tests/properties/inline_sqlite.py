"""SQLite without threads, files and locks: statements run within the event loop, and take as long as `pause` says.

So a run depends on its seed alone, and everything may happen between a statement and its answer. All share one
connection: each transaction is over before anybody else runs, and whoever reads asks one statement at a time.
That a commit survives a crash has its own drills.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from server.clock import Clock
from server.db import prepare_sqlite
from server.rows import Steps
from server.store import Pen, SqlitePen, Store

T = TypeVar("T")
POOL = 8


class Connection(sqlite3.Connection):
    """Answers as aiosqlite's does."""

    pause: Callable[[], float] = staticmethod(lambda: 0.0)

    async def execute_fetchall(self, sql: str, parameters: Sequence[Any]) -> list[Any]:
        if (before := self.pause()) > 0:
            await asyncio.sleep(before)
        found = self.execute(sql, parameters).fetchall()
        if (after := self.pause()) > 0:
            await asyncio.sleep(after)
        return found


def in_memory(template: Path) -> Connection:
    """A copy of the `template`."""
    made = sqlite3.connect(":memory:", isolation_level=None, cached_statements=500, factory=Connection)
    with sqlite3.connect(template) as source:
        source.backup(made)
    source.close()
    prepare_sqlite(made)
    return made


class Pool:
    """As many may read at once as with a pool of connections."""

    def __init__(self, connection: Connection) -> None:
        self.driver_connection = connection
        self.free = asyncio.Semaphore(POOL)

    async def raw_connection(self) -> "Pool":
        await self.free.acquire()
        return self

    def close(self) -> None:
        self.free.release()


class InlinePen(SqlitePen):
    """`committed` is called after each commit, before anybody else knows."""

    def __init__(self, connection: Connection, committed: Callable[[], None]) -> None:
        self.connection, self.committed = connection, committed

    async def transact(self, steps: Steps[T]) -> T:
        await asyncio.sleep(Connection.pause())
        answer = self._transact(steps)
        self.committed()
        await asyncio.sleep(Connection.pause())
        return answer

    async def close(self) -> None:
        pass


class InlineStore(Store):
    """It has no engine, for the ORM: whatever a socket asks is asked by key."""

    sqlite = True

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self.connection, self.clock = connection, clock
        self.by_key: Any = Pool(connection)
        self.committed: Callable[[], None] = lambda: None

    def pen(self) -> Pen:
        return InlinePen(self.connection, lambda: self.committed())

    async def close(self) -> None:
        self.connection.close()
