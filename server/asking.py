"""Questions asked often: statements of `rows` on a connection for reading, without the ORM in between."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, cast

import asyncpg
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.util import greenlet_spawn

from server import rows
from server.rows import Row, as_json
from server.store import Store

Ask = Callable[[rows.Ask], Awaitable[list[Row]]]


@asynccontextmanager
async def asking(store: Store) -> AsyncIterator[Ask]:
    """`async with asking(store) as ask: found = await ask(STATEMENT(…))`, each statement on its own.

    Errors: `sqlalchemy.exc.DBAPIError`, as of sessions.
    """
    try:
        pooled = await store.by_key.raw_connection()
    except store.engine.dialect.loaded_dbapi.Error as error:
        raise OperationalError(None, None, error) from error
    try:
        yield _asks(pooled.driver_connection)
    finally:
        await _gives_back(pooled)


async def within(session: AsyncSession) -> Ask:
    """The same on the connection of a session, and in its transaction."""
    connection = await session.connection()
    return _asks((await connection.get_raw_connection()).driver_connection)


async def _gives_back(pooled: Any) -> None:
    """Also when cancelled meanwhile: who waits for the cancelled may let go of the database after it."""
    closing = asyncio.ensure_future(greenlet_spawn(pooled.close))
    try:
        await asyncio.shield(closing)
    except asyncio.CancelledError:
        await closing
        raise


def _asks(connection: Any) -> Ask:
    return partial(_on_postgresql if isinstance(connection, asyncpg.Connection) else _on_sqlite, connection)


async def _on_postgresql(connection: asyncpg.Connection, asked: rows.Ask) -> list[Row]:
    sql = asked.statement.postgresql
    try:
        return cast(list[Row], await connection.fetch(sql, *asked.columns))
    except asyncpg.PostgresError as error:
        raise DBAPIError(sql, None, error, hide_parameters=True) from error


async def _on_sqlite(connection: Any, asked: rows.Ask) -> list[Row]:
    sql = asked.statement.sqlite
    try:
        return list(await connection.execute_fetchall(sql, (as_json(asked),) if asked.columns else ()))
    except sqlite3.OperationalError as error:
        raise OperationalError(sql, None, error, hide_parameters=True) from error
