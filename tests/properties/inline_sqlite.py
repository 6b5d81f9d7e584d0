"""SQLite without threads: statements run within the event loop, and take as long as `pause` says.

So a run depends on its seed alone, and everything may happen between a statement and its answer. `synchronous` is off:
that a commit survives a crash of the machine has its own drills.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL
from sqlalchemy.pool import AsyncAdaptedQueuePool, Pool
from sqlalchemy.util import await_only

from server.clock import Clock
from server.db import Sqlite
from server.rows import Steps
from server.store import Pen, SqlitePen, Store

T = TypeVar("T")


class Connection(Sqlite):
    """Answers as aiosqlite's does."""

    async def execute_fetchall(self, sql: str, parameters: Sequence[Any]) -> list[Any]:
        if (before := Dialect.pause()) > 0:
            await asyncio.sleep(before)
        found = self.execute(sql, parameters).fetchall()
        if (after := Dialect.pause()) > 0:
            await asyncio.sleep(after)
        return found


class Dialect(SQLiteDialect_pysqlite):
    """`sqlite+inline:///file`"""

    driver = "inline"
    is_async = True
    supports_statement_cache = True
    pause: Callable[[], float] = staticmethod(lambda: 0.0)

    @classmethod
    def get_pool_class(cls, url: URL) -> type[Pool]:
        return AsyncAdaptedQueuePool

    def connect(self, *arguments: Any, **options: Any) -> Any:
        return super().connect(*arguments, **options | {"factory": Connection})

    def do_execute(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        if (before := Dialect.pause()) > 0:
            await_only(asyncio.sleep(before))
        super().do_execute(cursor, statement, parameters, context)
        if (after := Dialect.pause()) > 0:
            await_only(asyncio.sleep(after))


registry.register("sqlite.inline", __name__, "Dialect")


class InlinePen(SqlitePen):
    """`committed` is called with the connection after each commit, before anybody else knows."""

    def __init__(self, url: str, committed: Callable[[sqlite3.Connection], None]) -> None:
        super().__init__(url)
        self.committed = committed

    async def transact(self, steps: Steps[T]) -> T:
        await asyncio.sleep(Dialect.pause())
        answer = self._transact(steps)
        self.committed(self._connected())
        await asyncio.sleep(Dialect.pause())
        return answer

    def _connected(self) -> sqlite3.Connection:
        fresh = self.connection is None
        connection = super()._connected()
        if fresh:
            connection.execute("PRAGMA synchronous=OFF")
        return connection

    async def close(self) -> None:
        self._close()


class InlineStore(Store):
    def __init__(self, url: str, clock: Clock, committed: Callable[[sqlite3.Connection], None]) -> None:
        super().__init__(url, clock=clock)
        self.committed = committed

    def pen(self) -> Pen:
        return InlinePen(self.url, self.committed)
