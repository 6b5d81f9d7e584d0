"""The database of one process: an engine for reading, and transactions for who writes."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from typing import Protocol, TypeVar

import psycopg
from psycopg import errors
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession

from server.clock import Clock, now
from server.db import WRITER_SETTINGS, create_engine, is_sqlite, libpq_url, prepare_sqlite
from server.pipeline import Pipeline, on_postgresql
from server.rows import Steps, on_sqlite

T = TypeVar("T")
KEYED = 4  # connections

CLASH = (errors.DeadlockDetected, errors.SerializationFailure, errors.LockNotAvailable)
LOST = (
    OSError,
    psycopg.OperationalError,
    psycopg.InterfaceError,
    errors.IdleInTransactionSessionTimeout,
    errors.ReadOnlySqlTransaction,  # it became somebody's standby: connect anew, to who leads now
)


class Clash(Exception):
    """Another transaction was in the way: the same work will succeed when repeated."""


class Lost(Exception):
    """The database is out of reach, or cannot store anything now; whether the last commit held is unknown."""


class Pen(Protocol):
    """The one connection a process writes its steps with; a call is a transaction, durable when it returns."""

    async def transact(self, steps: Steps[T]) -> T: ...

    async def close(self) -> None: ...


class Store:
    """`database_url` is `sqlite+aiosqlite:///file` or `postgresql+asyncpg://…`."""

    def __init__(self, database_url: str, *, clock: Clock = now, pool: int = 8) -> None:
        self.url = database_url
        self.clock = clock
        self.sqlite = is_sqlite(database_url)
        # A crowd waits for its turn: a connection made for one question costs more than the question.
        self.engine = create_engine(database_url, pool_size=pool, max_overflow=0)
        # SQLite's driver is told so when it connects; PostgreSQL would be asked for a BEGIN and a ROLLBACK each time.
        alone = {} if self.sqlite else {"isolation_level": "AUTOCOMMIT"}
        self.reading = self.engine.execution_options(**alone)
        # For what is asked by key, again and again: planned once.
        self.by_key = (
            self.engine
            if self.sqlite
            else create_engine(database_url, WRITER_SETTINGS, pool_size=KEYED, max_overflow=0)
        )

    def session(self) -> AsyncSession:
        """A session for reading, each statement on its own."""
        return AsyncSession(self.reading, expire_on_commit=False)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        """A session in a write transaction that commits at the end: for rows that nobody is told about."""
        async with AsyncSession(self.engine, expire_on_commit=False) as session, session.begin():
            if self.sqlite:
                await session.execute(text("BEGIN IMMEDIATE"))
            yield session

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncSession]:
        """A session whose statements all see one and the same moment."""
        async with AsyncSession(self.engine, expire_on_commit=False) as session, session.begin():
            begin = "BEGIN" if self.sqlite else "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
            await session.execute(text(begin))
            yield session

    def pen(self) -> Pen:
        return SqlitePen(self.url) if self.sqlite else PostgresPen(self.url)

    async def close(self) -> None:
        await self.engine.dispose()
        await self.by_key.dispose()


class PostgresPen:
    """A connection of its own, made again when lost."""

    def __init__(self, url: str) -> None:
        self.dsn = libpq_url(url)
        self.pipeline: Pipeline | None = None

    async def transact(self, steps: Steps[T]) -> T:
        try:
            return await on_postgresql(await self._connected(), steps)
        except CLASH as error:
            raise Clash(str(error)) from error
        except LOST as error:
            await self.close()
            raise Lost(str(error)) from error
        except BaseException:
            if self.pipeline is not None and self.pipeline.is_busy:
                await self.close()  # nobody knows any more what it is doing
            raise

    async def _connected(self) -> Pipeline:
        if self.pipeline is not None and self.pipeline.is_closed:
            await self.close()
        if self.pipeline is None:
            self.pipeline = await Pipeline.connect(self.dsn, WRITER_SETTINGS)
        return self.pipeline

    async def close(self) -> None:
        if self.pipeline is not None:
            self.pipeline.close()
            self.pipeline = None


NOT_NOW = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
)


@contextmanager
def _immediate(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


class SqlitePen:
    """A sqlite3 connection in a thread of its own."""

    def __init__(self, url: str) -> None:
        self.path = make_url(url).database or ":memory:"
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="pen")
        self.connection: sqlite3.Connection | None = None

    async def transact(self, steps: Steps[T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.thread, self._transact, steps)

    def _transact(self, steps: Steps[T]) -> T:
        try:
            connection = self._connected()
            with _immediate(connection):
                return on_sqlite(connection, steps)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in NOT_NOW:
                raise Lost(str(error)) from error
            raise

    def _connected(self) -> sqlite3.Connection:
        if self.connection is None:
            self.connection = sqlite3.connect(self.path, timeout=10, isolation_level=None)
            prepare_sqlite(self.connection)
        return self.connection

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self.thread, self._close)
        self.thread.shutdown(wait=False)

    def _close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None
